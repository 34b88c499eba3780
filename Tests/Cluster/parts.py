"""Parts of runs as bytes: their fingerprints, and seeded damage."""

import json

# ",\"hash\":\"0123456789abcdef\"}"
TAIL = 27


def extended(hash_, bytes_):
    """64-bit FNV-1a, taken on."""
    for byte in bytes_:
        hash_ = (hash_ ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return hash_


def fingerprint(bytes_):
    return f"{extended(0xCBF29CE484222325, bytes_):016x}"


def resealed(bytes_):
    """A part whose lines have been changed, with the fingerprints that its writer would have given it."""
    first, *others = bytes_.split(b"\n")[:-1]
    hash_ = extended(0xCBF29CE484222325, first)
    lines = [first]
    for line in others:
        hash_ = extended(hash_, line[:-TAIL])
        lines.append(line[:-TAIL] + f',"hash":"{hash_:016x}"}}'.encode())
    return b"\n".join(lines) + b"\n"


def with_header(bytes_, change):
    """With the members of the first line changed, in their order; not resealed."""
    first, rest = bytes_.split(b"\n", 1)
    header = json.loads(first)
    change(header)
    return json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" + rest


def lines(bytes_):
    return bytes_.splitlines(keepends=True)


# Each takes a random source, the bytes, and bytes of a part of another seed; none knows where it stands.


def flip_bit(source, bytes_, _):
    place = source.randrange(len(bytes_))
    return bytes_[:place] + bytes([bytes_[place] ^ 1 << source.randrange(8)]) + bytes_[place + 1 :]


def other_byte(source, bytes_, _):
    place = source.randrange(len(bytes_))
    return bytes_[:place] + bytes([source.randrange(256)]) + bytes_[place + 1 :]


def other_digit(source, bytes_, _):
    places = [place for place, byte in enumerate(bytes_) if 48 <= byte <= 57]
    place = source.choice(places)
    return bytes_[:place] + source.choice("0123456789").encode() + bytes_[place + 1 :]


def cut(source, bytes_, _):
    return bytes_[: source.randrange(len(bytes_))]


def hole(source, bytes_, _):
    start = source.randrange(len(bytes_))
    return bytes_[:start] + bytes_[start + source.choice([1, 2, 8, 64, 512, 4096]) :]


def zeros(source, bytes_, _):
    """A block that never reached the disk."""
    start = source.randrange(len(bytes_))
    end = min(len(bytes_), start + source.choice([1, 16, 512, 4096]))
    return bytes_[:start] + bytes(end - start) + bytes_[end:]


def insertion(source, bytes_, _):
    place = source.randrange(len(bytes_) + 1)
    piece = source.choice([b"\n", b"\r", b"\0", b" ", b"{}", b"\xff", b"\xef\xbb\xbf", b"0", b"\\u0000", b"[" * 3000])
    return bytes_[:place] + piece + bytes_[place:]


def carriage_returns(_, bytes_, __):
    return bytes_.replace(b"\n", b"\r\n")


def no_last_break(_, bytes_, __):
    return bytes_[:-1]


def swapped_lines(source, bytes_, _):
    found = lines(bytes_)
    i, j = source.randrange(len(found)), source.randrange(len(found))
    found[i], found[j] = found[j], found[i]
    return b"".join(found)


def line_twice(source, bytes_, _):
    found = lines(bytes_)
    i = source.randrange(len(found))
    found.insert(source.randrange(len(found) + 1), found[i])
    return b"".join(found)


def line_dropped(source, bytes_, _):
    found = lines(bytes_)
    del found[source.randrange(len(found))]
    return b"".join(found)


def line_of_another_seed(source, bytes_, other):
    found, others = lines(bytes_), lines(other)
    i = source.randrange(min(len(found), len(others)))
    found[i] = others[i]
    return b"".join(found)


def rest_of_another_seed(source, bytes_, other):
    found, others = lines(bytes_), lines(other)
    i = source.randrange(1, min(len(found), len(others)))
    return b"".join(found[:i] + others[i:])


def twice(_, bytes_, __):
    return bytes_ + bytes_


def nothing(_, __, ___):
    return b""


def whole_of_another_seed(_, __, other):
    return other


def header(source, bytes_, _):
    """Another first line, half of the time with all fingerprints made to fit: what another version of the
    program, or another kind of processor, would have written."""
    changes = [
        lambda h: h.update(format=2),
        lambda h: h.update(format=0),
        lambda h: h.update(format="1"),
        lambda h: h.update(version="9.9.9"),
        lambda h: h.update(arithmetic=f"{source.getrandbits(64):016x}"),
        lambda h: h.update(units=h["units"] + source.choice([-1, 1, 1000])),
        lambda h: h.update(units=0),
        lambda h: h.update(units=1 << 63),
        lambda h: h.update(units=(1 << 63) - 1),
        lambda h: h["arguments"].extend(["--seed", str(source.randrange(3, 99))]),
        lambda h: h["arguments"].pop(),
        lambda h: h.update(arguments=[]),
        lambda h: h.update(arguments="calibrate"),
        lambda h: h["inputs"].update({"nothing.csv": "0123456789abcdef"}),
        lambda h: h.pop(source.choice(sorted(h))),
        lambda h: h.update(more=1),
        lambda h: h.update(redit="whole"),
    ]
    changed = with_header(bytes_, source.choice(changes))
    return resealed(changed) if source.random() < 0.5 else changed


DAMAGES = [
    flip_bit, flip_bit, other_byte, other_digit, other_digit, cut, cut, hole, zeros, insertion, carriage_returns,
    no_last_break, swapped_lines, line_twice, line_dropped, line_of_another_seed, rest_of_another_seed, twice, nothing,
    whole_of_another_seed, header, header, header,
]


def damaged(source, bytes_, other):
    """The name of a damage, and bytes that differ."""
    while True:
        damage = source.choice(DAMAGES)
        changed = damage(source, bytes_, other)
        if changed != bytes_:
            return damage.__name__, changed
