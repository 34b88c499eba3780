"""Reference words of Philox4x64-10 from numpy: writes raw.csv and random.csv beside this file.

raw.csv     the 64-bit words of numpy.random.Philox(key=[seed, stream], counter=0)
            after advance(block) (0: no call), word by word
random.csv  the doubles of numpy.random.Generator.random over the same generator, as hexadecimal
            literals, so that they can be compared bit for bit
kat.csv     is not written here: the philox4x64 10 lines of tests/kat_vectors in Random123
            (Salmon et al. 2011); this script checks numpy against it

Run: python3 philox.py   (numpy 2.4.6)
"""

import csv
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
KEYS = [
    (0, 0), (0, 1), (1, 0), (7, 3), (2025, 12), (2**32, 1), (1, 2**32), (2**32 + 5, 2**33 + 7),
    (2**63, 2**63 + 1), (2**64 - 1, 2**64 - 1), (0x0123456789ABCDEF, 0xFEDCBA9876543210),
]
BLOCKS = [0, 1, 5, 1000, 2**32 - 1, 2**40 + 3]
WORDS = 10


def philox(seed, stream, block):
    generator = np.random.Philox(key=np.array([seed, stream], dtype=np.uint64), counter=0)
    if block:
        generator.advance(block)
    return generator


def write(name, header, value):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for seed, stream in KEYS:
            for block in BLOCKS:
                for word, x in enumerate(value(philox(seed, stream, block))):
                    out.writerow([seed, stream, block, word, x])


def check_known_answers():
    """numpy started one block before each known counter must answer with the known words."""
    for row in csv.DictReader(open(HERE / "kat.csv")):
        word = {name: int(text, 16) for name, text in row.items()}
        counter = sum(word[f"counter{i}"] << (64 * i) for i in range(4))
        key = np.array([word["key0"], word["key1"]], dtype=np.uint64)
        generator = np.random.Philox(key=key, counter=(counter - 1) % 2**256)
        assert [int(x) for x in generator.random_raw(4)] == [word[f"out{i}"] for i in range(4)], row


check_known_answers()
write("raw.csv", ["seed", "stream", "block", "word", "value"], lambda g: g.random_raw(WORDS))
write("random.csv", ["seed", "stream", "block", "word", "value"],
      lambda g: [float(x).hex() for x in np.random.Generator(g).random(WORDS)])
