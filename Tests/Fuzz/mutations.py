"""Seeded damage to bytes."""

import re

NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
HUGE = [
    b"1e308", b"-1e308", b"1.8e308", b"1e-320", b"-0", b"nan", b"inf", b"-inf", b"NaN", b"9223372036854775807",
    b"9223372036854775808", b"-9223372036854775808", b"18446744073709551616", b"1e30", b"4294967296",
    b"2147483648", b"0", b"-1", b"", b"null", b"true", b"\"x\"", b"[]", b"{}", b"0x10", b"1e400", b"0.1.2", b"1_000",
]
PIECES = [
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\"", b"\"\"", b",", b"\n", b"\r\n", b"\r", b";", b"\t",
    b"'", b"\\", b"%s%n", b"$(true)", b"`", b"\x1b[31m", b"all", b"\xe2\x80\xae", b"[" * 3000, b"{\"a\":" * 2000,
    b"x" * 20000,
]


def mutate(random, data, others):
    """One to four of these at once; `others` are files to take pieces from."""
    kinds = [flip, cut, drop, repeat, number, number, number, piece, splice, swap_cells, line_twice]
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        data = random.choice(kinds)(random, data, others)
    return data[: 1 << 20]


def _place(random, data):
    return random.randrange(len(data) + 1)


def flip(random, data, _):
    if not data:
        return data
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def cut(random, data, _):
    return data[: _place(random, data)]


def drop(random, data, _):
    start = _place(random, data)
    return data[:start] + data[start + random.choice([1, 2, 8, 64]) :]


def repeat(random, data, _):
    start = _place(random, data)
    part = data[start : start + random.choice([1, 4, 30, 300])]
    return data[:start] + part * random.choice([2, 3, 50]) + data[start:]


def number(random, data, _):
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + random.choice(HUGE) + data[match.end() :]


def piece(random, data, _):
    place = _place(random, data)
    return data[:place] + random.choice(PIECES) + data[place:]


def splice(random, data, others):
    other = random.choice(others)
    start = _place(random, other)
    place = _place(random, data)
    return data[:place] + other[start : start + random.choice([5, 40, 400])] + data[place:]


def swap_cells(random, data, _):
    cells = data.split(b",")
    i, j = random.randrange(len(cells)), random.randrange(len(cells))
    cells[i], cells[j] = cells[j], cells[i]
    return b",".join(cells)


def line_twice(random, data, _):
    lines = data.split(b"\n")
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return b"\n".join(lines)


def shrink(data, still_bad, budget=60):
    """Removes what is not needed, in halves, quarters and so on."""
    size = max(1, len(data) // 2)
    while size >= 1 and budget > 0:
        start = 0
        while start < len(data) and budget > 0:
            shorter = data[:start] + data[start + size :]
            budget -= 1
            if shorter != data and still_bad(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data
