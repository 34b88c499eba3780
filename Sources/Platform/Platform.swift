// What a program needs of its system. Foundation is asked for by its essentials alone: the rest of it,
// with tables for all languages, is two thirds of a static binary and a third of its start.
#if canImport(FoundationEssentials)
  @_exported public import FoundationEssentials
#else
  @_exported public import Foundation
#endif

#if canImport(Glibc)
  @_exported public import Glibc
#elseif canImport(Musl)
  @_exported public import Musl
#else
  @_exported public import Darwin
#endif
