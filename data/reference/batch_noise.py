"""batch_noise.csv: batch-standardized advantages of one of two groups, uniform or Laplace noise.

A batch holds the own group and another; `own` and `other` count their rewards 0 and 1.

  A_i = (x_i - mean of the own group) / (s + stabilizer),   s the deviation of all N rewards, ddof as given

  first0, first1      E A of a completion of that reward; 0 where the group holds none
  second0, second1    E A^2
  cross               E A_i A_j of a reward 0 and a reward 1; 0 where there is no such pair

By Gauss-Legendre (uniform) or two-sided Gauss-Laguerre (Laplace) nodes for every one of the N noises, no
transform anywhere. Only batches of unequal rewards, and Laplace noise small beside them: elsewhere the
deviation has a zero in reach, and the rule converges too slowly. Two rules must agree to 1e-11.

Run: python3 data/reference/batch_noise.py   about 3 min
"""

import numpy as np

import table

HEADER = "noise own other ddof stabilizer sigma first0 first1 second0 second1 cross".split()


def nodes(noise, count):
    if noise == "uniform":
        x, w = np.polynomial.legendre.leggauss(count)
        return np.sqrt(3.0) * x, w / 2
    x, w = np.polynomial.laguerre.laggauss(count)
    x = x / np.sqrt(2.0)
    keep = w > 1e-19
    return np.concatenate([-x[keep][::-1], x[keep]]), np.concatenate([w[keep][::-1], w[keep]]) / 2


def moments(noise, own, other, ddof, stabilizer, sigma, count):
    rewards = np.array([0.0] * own[0] + [1.0] * own[1] + [0.0] * other[0] + [1.0] * other[1])
    size, n = sum(own), len(rewards)
    x, w = nodes(noise, count)
    grid = np.meshgrid(*[x] * (n - 1), indexing="ij")
    mass = np.ones([1] * (n - 1))
    for axis in range(n - 1):
        shape = [1] * (n - 1)
        shape[axis] = len(w)
        mass = mass * w.reshape(shape)
    total = np.zeros(5)
    # The first noise one node at a time: a cube of the others fits in memory.
    for node, weight in zip(x, w):
        y = [rewards[0] + sigma * node] + [r + sigma * g for r, g in zip(rewards[1:], grid)]
        centre = sum(y) / n
        spread = np.sqrt(sum((v - centre) ** 2 for v in y) / (n - ddof)) + stabilizer
        mean = sum(y[:size]) / size
        a = [(v - mean) / spread for v in y[:size]]
        zero = a[0] if own[0] else None
        one = a[size - 1] if own[1] else None
        parts = [zero, one, None if zero is None else zero**2, None if one is None else one**2,
                 None if zero is None or one is None else zero * one]
        total += [0 if p is None else weight * np.sum(mass * p) for p in parts]
    return total


def main():
    rows = []
    batches = [((1, 1), (2, 0)), ((1, 1), (1, 1)), ((2, 0), (0, 2)), ((2, 0), (1, 1)),
               ((0, 2), (2, 0)), ((1, 1), (0, 2))]
    for noise, coarse, fine in (("uniform", 20, 26), ("laplace", 14, 18)):
        for own, other in batches:
            for ddof, stabilizer, sigma in ((1, 1e-4, 0.03), (0, 0.2, 0.02), (1, 0.0, 0.01)):
                rough = moments(noise, own, other, ddof, stabilizer, sigma, coarse)
                value = moments(noise, own, other, ddof, stabilizer, sigma, fine)
                gap = np.max(np.abs(rough - value))
                assert gap < 1e-11, (noise, own, other, sigma, gap)
                rows.append([noise, "%d %d" % own, "%d %d" % other, ddof, repr(stabilizer), repr(sigma),
                             *(repr(float(v)) for v in value)])
    table.write(__file__, HEADER, rows, digits=16)


if __name__ == "__main__":
    main()
