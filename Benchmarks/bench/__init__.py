"""The driver of `make bench`: standard library only."""
