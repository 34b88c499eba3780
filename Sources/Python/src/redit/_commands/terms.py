# Written by the generator from what the program says of itself: change it there.

from __future__ import annotations

from .. import _calls
from .._arguments import Command
from .._calls import Text

_COMMAND = Command(
    "terms",
    has_rows=False,
    is_quick=True,
)


@_calls.function
def terms(
) -> Text:
    """Explain the words of the tables and of the help.

    A group G: group size, the completions sampled for one prompt (group_size=). p: pass rate, the
    probability that a completion is right (reward 1). K: number of right completions in a group.
    silent group: all its raw rewards are equal, so that they say nothing; 'silent' is how often
    that happens. dither, noise: a random number of mean 0 added to each reward before advantages
    are computed. sigma: standard deviation of the noise, in units of reward. false positives, false
    negatives: f, the share of the wrong completions that a verifier takes for right, and e, that of
    the right ones it takes for wrong; J = 1 - f - e is what is left of a difference
    (false_positive=, false_negative=). V stays that of the true rewards. quantized: seen as a whole
    number of steps (quantize=); dither before rounding is another thing than noise on rewards.

    Noise (noise=) none: no noise, whatever sigma. gaussian: the normal law. uniform: the uniform
    law between -sqrt(3) sigma and sqrt(3) sigma. laplace: the two-sided exponential law of scale
    sigma/sqrt(2). rademacher: -sigma or +sigma, each half of the time. student-t: Student's t of
    degrees_of_freedom=, with heavy tails. additive, multiplicative, on-advantages: r + sigma e, r
    (1 + sigma e), A + sigma e (noise_mode=); sigma is in units of reward, a share of each reward,
    in units of advantage. correlation: rho, of the noise of two completions of a group
    (correlation=): e_i = sqrt(1 - rho) z_i + sqrt(rho) z_0 with one z_0 for the group. Advantages
    less a mean ignore z_0: rho is noise of sigma sqrt(1 - rho).

    Advantages A: advantage, what a completion's reward is worth within its group. reinforce: r,
    without a baseline. mean: r - mean of the group (Dr. GRPO). leave-one-out: r - mean of the
    others, G/(G - 1) times as much (RLOO). standardized: (r - mean) / (S + eps), S the standard
    deviation of the group's rewards (GRPO). batch-standardized: the same with one common S of the
    groups of a batch. leave-one-out-standardized: (r - mean of the others) / (their S + eps), not
    divided where they are equal (NeMo-RL). mean-normalized: (r - mean) / (mean + eps), 0 where that
    is 0 (MaxRL). best-only: (r - the next best) / (S + eps) for the best completion, 0 for the
    others (verl's grpo_passk). decoupled: each component of a reward on its own, then the weighted
    sum (GDPO, normalize-then-sum). ddof: S^2 divides by G - ddof: 0 for the population, 1 as
    torch.std does. stabilizer, eps: added to S, so that a group of equal rewards is not divided by
    0. denominator: how eps enters: added, S + eps; floored, sqrt(max(S^2, eps)); rooted, sqrt(S^2 +
    eps); floored-added, sqrt(max(S^2, eps)) + eps (denominator=). clamp: bound put on the absolute
    advantage. focal: gamma: the advantages of a group times (1 - p)^gamma, p the mean of its
    dithered rewards put into [0, 1] (focal=). energy: sum of the squares of the advantages; without
    noise a silent group has none. residue: advantages of a silent group that are not 0: rounding of
    float32, divided by next to nothing.

    Its gradient g: gradient of one group, the mean over its completions of advantage times score
    (gradient of the log-probability). E g, norm E g: expected gradient, and its length: what all
    groups agree on. tr Cov g, variance: trace of the covariance of g: how far single groups scatter
    around E g. snr, signal to noise: norm(E g)^2 / tr Cov g, of one step with one group; averaging
    over B independent groups makes it B times as large. It counts neither steps nor hours. kept:
    share of the signal to noise that noise leaves where no two completions share a score: (sum <E
    A, A0>)^2 / (sum norm(A0)^2 sum E norm(A)^2) over the groups of a log or of a plan, A0 without
    noise (redit audit, redit advise; claim DistinctCompletions). efficiency, noise scale: signal to
    noise of a step of N completions in groups of G, as a share of what known means would leave of
    it without noise (redit advise); S, the completions of a prompt whose mean gradient is half
    signal, half noise (noise_scale=; claim GroupSizeLaw). all: the row of a whole prompt set: means
    over its prompts by weight, of norm(E g)^2, tr Cov g and the silent share; snr is the ratio of
    the two means. Listing a prompt twice gives it twice the weight, no more. cosine: between E g
    and grad V: 1 where the step goes uphill as steeply as can be. F, tr F: Fisher information, the
    covariance of the score, and its trace. V: expected reward of the policy; grad V is its
    gradient. step dV: rise of V by one step of SGD (learning_rate=), to second order. rest: what
    step dV leaves out, at most: a change by noise has its sign for certain only where it exceeds
    the rests of both rows. exact, +-: a value from a law, not simulated; a simulated one has its
    standard error behind +-. importance ratio, clip: probability of a completion under the current
    policy over that under the one that sampled it; a clip stops the gradient where it leaves [1 -
    low, 1 + high]. cispo, mask: what else a clip may do: move the ratio into the range and keep the
    gradient, or drop it outside for either sign of the advantage. dual clip: no gradient of
    negative advantages where the ratio is above c. gspo: one ratio per completion, the geometric
    mean over its tokens. sequence-mean, token-mean: token terms divided by the length of the
    completion, or by the tokens of the whole group. KL term: penalty for leaving a reference
    policy.

    Whole runs steps: restricted mean of the steps until V reaches the threshold; runs that do not
    reach it count as long as they are. ratio: steps with noise over steps without; below 1 noise is
    faster. [95% interval] reached: share of the runs that reached the threshold. collapsed: share
    of the runs that lost nineteen twentieths of their entropy below the threshold. noise share:
    share of the noise in the energy of the advantages. gain: E g . grad V with noise over that
    without, at the start; of a log: sum <E A, A0> over sum norm(A0)^2. rise: what one step of SGD
    gains with noise over that without, at the start. noise alone: steps until a policy that sees
    nothing but noise has collapsed.

    Parameters
    ----------


    Returns
    -------
    Text
        What the command line prints.
    """
    return _calls.text(_COMMAND, locals())
