"""What options take."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Union

#: One number; text such as "1e5" too.
Number = Union[int, float, str]
#: A number, a list, an array or a Series of them, or text such as "log:1e-4:1:13".
Numbers = Union[int, float, str, Iterable[Any]]
#: A name, or several; of pairs a dictionary.
Names = Union[str, Iterable[str], Mapping[str, Any]]
#: A file or a folder.
Path = Union[str, "os.PathLike[str]"]

if TYPE_CHECKING:
    from pandas import DataFrame

    #: A file of a table, or the table itself.
    Table = Union[Path, DataFrame, Iterable[Mapping[str, Any]], Mapping[str, Iterable[Any]]]
    #: None where out= names a file of text; as an annotation it asks nobody to look.
    MaybeNone = Any
