"""Questions that people asked in public about group advantages, with the answer by hand or by enumeration of
all outcome tuples; shares no code with the Swift modules. Writes gradients.tsv (one `redit exact` command a row)
and advantages.tsv (the advantages of one group under a preset). The question is told in our words."""

import csv
import itertools
import math
import pathlib

HERE = pathlib.Path(__file__).parent


def softmax(logits):
    top = max(logits)
    weights = [math.exp(x - top) for x in logits]
    total = math.fsum(weights)
    return [w / total for w in weights]


def centred(rewards):
    mean = math.fsum(rewards) / len(rewards)
    return [r - mean for r in rewards]


def deviation(rewards, ddof):
    if min(rewards) == max(rewards):
        return 0.0
    return math.sqrt(math.fsum(x * x for x in centred(rewards)) / (len(rewards) - ddof))


def standardized(ddof, eps):
    def advantages(rewards):
        divisor = deviation(rewards, ddof) + eps
        if min(rewards) == max(rewards):
            return [0.0] * len(rewards)
        return [x / divisor for x in centred(rewards)]

    return advantages


def leave_one_out(rewards):
    n = len(rewards)
    return [x * n / (n - 1) for x in centred(rewards)]


def leave_one_out_standardized(rewards, eps=1e-6):
    """NeMo-RL: mean and ddof 1 deviation of the others; divided only where that deviation is not 0."""
    result = []
    for i, r in enumerate(rewards):
        others = rewards[:i] + rewards[i + 1 :]
        s = deviation(others, 1)
        a = r - math.fsum(others) / len(others)
        result.append(a / (s + eps) if s > 0 else a)
    return result


TRL = standardized(1, 1e-4)
VERL = standardized(1, 1e-6)
OPENRLHF = standardized(1, 1e-9)
PLAIN = standardized(0, 0)


class Moments:
    """E g, E norm(g)^2 and the share of silent groups, by enumeration of outcome tuples."""

    def __init__(self, probabilities, rewards, size, advantages):
        arms = range(len(probabilities))
        self.mean = [0.0] * len(probabilities)
        self.second = 0.0
        self.silent = 0.0
        for group in itertools.product(arms, repeat=size):
            p = math.prod(probabilities[a] for a in group)
            values = [rewards[a] for a in group]
            self.silent += p * (min(values) == max(values))
            weights = advantages(values)
            total = math.fsum(weights)
            g = [-total * probabilities[a] for a in arms]
            for a, w in zip(group, weights):
                g[a] += w
            g = [x / size for x in g]
            self.mean = [m + p * x for m, x in zip(self.mean, g)]
            self.second += p * math.fsum(x * x for x in g)

    @property
    def norm(self):
        return math.sqrt(math.fsum(x * x for x in self.mean))

    @property
    def variance(self):
        return self.second - self.norm**2


def two_arms(p, size, advantages):
    return Moments([p, 1 - p], [1.0, 0.0], size, advantages)


def arms(p):
    """The options of a bandit of two arms, the first right, of pass rate p."""
    return f"--logits={math.log(p / (1 - p))!r},0 --rewards=1,0"


def batch_norm(p, size, batch, ddof, eps):
    """norm(E g) of one group of a batch of groups that share the deviation of all rewards."""
    total = 0.0
    n = size * batch
    for counts in itertools.product(range(size + 1), repeat=batch):
        weight = math.prod(
            math.comb(size, k) * p**k * (1 - p) ** (size - k) for k in counts
        )
        rewards = [1.0] * sum(counts) + [0.0] * (n - sum(counts))
        s = deviation(rewards, ddof)
        if s == 0:
            continue
        k = counts[0]
        # sum_i (r_i - mean) s_i of two arms: k (1 - k/G) - ... = k (G - k)/G along (1, -1)
        total += weight * k * (size - k) / size / size / (s + eps)
    return total * math.sqrt(2)


# How each advantage is often written by mistake: the other ddof, or with and without the one left out.
LAWS = {
    "trl": (TRL, standardized(0, 1e-4)),
    "verl": (VERL, standardized(0, 1e-6)),
    "openrlhf": (OPENRLHF, standardized(0, 1e-9)),
    "grpo": (PLAIN, standardized(1, 0)),
    "dr-grpo": (centred, leave_one_out),
    "rloo": (leave_one_out, centred),
}


def silent(name, question, p, size):
    """Planted: only groups that are all right are counted."""
    options = f"--pass-rate {p} --group-size {size} --advantage trl --sigma 0"
    return name, question, options, "silent_fraction_exact", p**size + (1 - p) ** size, p**size


def moments(name, question, logits, rewards, size, advantage, value=lambda m: m.norm, column="gradient_norm_exact"):
    law, mistake = (Moments(softmax(logits), rewards, size, a) for a in LAWS[advantage])
    options = (
        f"--logits={','.join(map(repr, logits))} --rewards={','.join(map(repr, rewards))} "
        f"--group-size {size} --advantage {advantage} --sigma 0"
    )
    return name, question, options, column, value(law), value(mistake)


def pull(name, question, p, size, advantage):
    """The length of E g of two arms."""
    law, mistake = (two_arms(p, size, a).norm for a in LAWS[advantage])
    options = f"{arms(p)} --group-size {size} --advantage {advantage} --sigma 0"
    return name, question, options, "gradient_norm_exact", law, mistake


def gradients():
    """Thread, question, options, column, the right value, and one by a mistake that the test must refuse; none
    where the right value is 0 for any formula."""
    for size in (2, 4, 8, 16):
        yield silent("jsboige/CoursIA/issues/10603", "How many groups carry nothing at a pass rate of .1819?", 0.1819, size)
    yield pull("jsboige/CoursIA/pull/10503", "The loss is 0 on policy; is the gradient?", 0.1819, 2, "trl")
    yield moments(
        "huggingface/open-r1/issues/239", "Do advantages that sum to 0 make the gradient 0?",
        [0.3, -0.2, 0.1], [1.1644, 0.9, 0], 4, "trl",
    )
    yield moments(
        "huggingface/trl/issues/2884", "The mean advantage is 0 in every group; does anything move?",
        [0, 0, 0], [0, 0.5, 1], 5, "trl", lambda m: m.second, "second_moment_exact",
    )
    for rate in (0.275, 0.1625):
        question = f"How many of the groups of 8 are silent at accuracy {rate}?"
        yield silent("huggingface/open-r1/issues/257", question, rate, 8)
    for p in (0.02, 0.5):
        tinker = "thinking-machines-lab/tinker-cookbook/"
        question = "Why centre without dividing? The division's pull on a hard and on an even prompt:"
        yield pull(tinker + "issues/579", question, p, 8, "verl")
        yield pull(tinker + "pull/589", "and without the division:", p, 8, "dr-grpo")
    question = "For 0/1 rewards, is GRPO RLOO with a larger learning rate? RLOO's length:"
    yield pull("OpenRLHF/OpenRLHF/issues/757", question, 0.2, 8, "rloo")
    yield pull("OpenRLHF/OpenRLHF/issues/757", "and GRPO's:", 0.2, 8, "openrlhf")
    variance = two_arms(0.3, 6, centred).variance
    yield (
        "jsboige/CoursIA/pull/10269", "What variance does RLOO have beside r - mean?",
        f"{arms(0.3)} --group-size 6 --advantage rloo --sigma 0", "variance_exact", variance * (6 / 5) ** 2,
        variance * (6 / 5),
    )
    yield (
        "areal-project/AReaL/pull/354", "RLOO is unbiased: its length is that of grad V, p (1 - p) sqrt 2",
        f"{arms(0.3)} --group-size 6 --advantage rloo --sigma 0", "gradient_norm_exact", 0.3 * 0.7 * math.sqrt(2),
        5 / 6 * 0.3 * 0.7 * math.sqrt(2),
    )
    for p in (0.1, 0.5):
        yield (
            "huggingface/trl/issues/3991", "Does scaling by the batch differ from scaling by the group?",
            f"{arms(p)} --group-size 4 --batch-groups 3 --advantage trl-batch --sigma 0", "gradient_norm_exact",
            batch_norm(p, 4, 3, 1, 1e-4), two_arms(p, 4, TRL).norm,
        )
    yield pull("XU-YIJIE/grpo-flat/issues/2", "and by the group:", 0.1, 4, "trl")
    for scale in (1, 15):
        yield moments(
            "Tencent-Hunyuan/UniRL/pull/146", f"Does a scale of {scale} on the rewards matter under the division?",
            [0.2, -0.4, 0], [0, 0.3 * scale, scale], 4, "openrlhf",
        )
    yield (
        "unslothai/unsloth/issues/2291", "Groups of 4 with rewards -18 and -15, one good in four: silent share",
        "--logits=-1.0986122886681098,0 --rewards=-15,-18 --group-size 4 --advantage trl --sigma 0",
        "silent_fraction_exact", 0.25**4 + 0.75**4, 0.75**4,
    )
    yield (
        "modelscope/ms-swift/issues/4570", "Every reward of a group the same: nothing moves",
        "--logits=0.4,-0.1 --rewards=2,2 --group-size 8 --advantage trl --sigma 0", "second_moment_exact", 0.0, None,
    )
    fisher = 1 - math.fsum(p * p for p in softmax([0.4, -0.1]))
    yield (
        "modelscope/ms-swift/issues/4512", "and with noise on them: eps << sigma, so (1/G) tr F of full size (ddof 0, eps 0)",
        "--logits=0.4,-0.1 --rewards=2,2 --group-size 8 --advantage grpo --sigma 0.05", "second_moment_exact",
        fisher / 8, 0.05**2 * fisher / 8,
    )
    away = math.dist(softmax([0.5, 0, -0.3]), softmax([0, 0, 0]))
    for number, question, sigma in (
        (5640, "What does a silent group's KL term pull, beta .04? beta norm(pi - ref)", 0),
        (7068, "and under dither, whose silent groups have mean 0?", 0.05),
    ):
        yield (
            f"huggingface/trl/pull/{number}", question,
            "--logits=0.5,0,-0.3 --rewards=1,1,1 --reference-logits=0,0,0 --kl-coefficient 0.04 "
            f"--group-size 4 --advantage trl --sigma {sigma}",
            "gradient_norm_exact", 0.04 * away, 0.04 * away**2,
        )
    energy = (1 - math.fsum(p * p for p in softmax([0.7, 0, -0.4]))) / 6
    yield (
        "https://arxiv.org/abs/2506.10947", "Random rewards, a fair coin: gradient 0, energy (1 - 2^(1-G)) tr F/G",
        "--logits=0.7,0,-0.4 --rewards=0.5,0.5,0.5 --noise rademacher --sigma 0.5 --group-size 6 --advantage grpo",
        "second_moment_exact", (1 - 2.0**-5) * energy, energy,
    )
    near = [1, 1.000000001]
    question = "Two rewards a billionth apart are not silent, and the division makes them whole"
    yield moments("radixark/miles/pull/701", question, [0.3, -0.3], near, 4, "grpo")
    question = "while a stabilizer of 1e-6 keeps them at a thousandth"
    yield moments("akaszubski/autonomous-dev/issues/415", question, [0.3, -0.3], near, 4, "verl")
    share = [p**3 for p in softmax([0, 0, -2])]
    yield (
        "huggingface/trl/issues/3452", "One wrong arm of reward 0 and one of 0.5, pass rate of neither: V does not tell silence",
        "--logits=0,0,-2 --rewards=0,0.5,1 --group-size 3 --advantage trl --sigma 0", "silent_fraction_exact",
        math.fsum(share), share[2] + (1 - share[2] ** (1 / 3)) ** 3,
    )


def groups():
    github = "https://github.com/"
    three = [1.0] * 3 + [0.0] * 5
    lone = [1.0, 0.0, 0.0, 0.0]
    for number, preset, law in (
        (174, "slime", VERL),
        (189, "dr-grpo", centred),
        (190, "rloo", leave_one_out),
    ):
        yield f"{github}redai-studio/Relax/{'issues' if number == 174 else 'pull'}/{number}", preset, three, law(three)
    yield github + "NVIDIA-NeMo/RL/issues/1518", "nemo-rl", lone, leave_one_out_standardized(lone)
    residue = [0.0] + [0.35] * 7
    # in exact arithmetic: the others of the first all equal, so undivided
    yield github + "NVIDIA-NeMo/RL/pull/4161", "nemo-rl", residue, leave_one_out_standardized(residue)
    tenth = [0.9] + [0.3] * 7
    yield github + "NVIDIA-NeMo/RL/pull/4158", "nemo-rl", tenth, leave_one_out_standardized(tenth)
    yield github + "verl-project/verl/pull/4598", "verl", [0.2] * 8, [0.0] * 8
    yield github + "verl-project/verl/pull/4597", "openrlhf", [0.2] * 8, [0.0] * 8
    yield github + "NousResearch/atropos/pull/481", "grpo", [0.1] * 3, [0.0] * 3
    near = [1.0, 1.0, 1.0, 1.0078125]
    yield github + "OpenRLHF/OpenRLHF/pull/1334", "openrlhf", near, OPENRLHF(near)
    table = [-18.0, -18.0, -18.0, -15.0]
    yield github + "unslothai/unsloth/issues/2291", "trl", table, TRL(table)
    total = [3.0 - 8 + 8] * 4
    yield github + "huggingface/trl/issues/3857", "trl", total, [0.0] * 4
    raw = [0.1, 0.7, 0.7, 0.4]
    yield github + "THUDM/slime/pull/233", "slime", raw, VERL(raw)
    once = PLAIN(raw)
    yield github + "axon-rl/gem/pull/113", "grpo", once, once  # the second division changes nothing
    yield github + "one-covenant/grail/pull/9", "trl", raw, TRL(raw)
    yield github + "linkedin/Liger-Kernel/pull/553", "trl", [2.0, -1.0, 0.5], TRL([2.0, -1.0, 0.5])


def main():
    with open(HERE / "gradients.tsv", "w", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(["url", "question", "arguments", "column", "value", "planted"])
        for thread, question, arguments, column, value, planted in gradients():
            url = thread if thread.startswith("https:") else "https://github.com/" + thread
            planted = "" if planted is None else repr(float(planted))
            rows.writerow([url, question, arguments, column, repr(float(value)), planted])
    with open(HERE / "advantages.tsv", "w", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(["url", "preset", "rewards", "advantages"])
        for url, preset, rewards, advantages in groups():
            rows.writerow([url, preset, " ".join(map(repr, rewards)), " ".join(map(repr, advantages))])


main()
