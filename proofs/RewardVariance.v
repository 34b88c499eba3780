(* RewardVariance: dithering raises the reward variance within a group.       *)
(*                                                                            *)
(*   x                      the raw rewards of a group of size G > 0, fixed   *)
(*   noise                  uncorrelated, of mean 0 and variance sigma2       *)
(*   variance ddof          sum of squared deviations / (G - ddof)            *)
(*                                                                            *)
(* Proved: E S~^2 = s^2 + sigma2 (ddof 1, G > 1) and                          *)
(*         E S~^2 = s^2 + sigma2 (G-1)/G (ddof 0).                            *)
(*                                                                            *)
(* What fails without the hypotheses: noise common to the group (perfectly    *)
(* correlated) adds nothing; noise correlated with the rewards may lower the  *)
(* variance (noise = -x); noise of unequal means adds the variance of its     *)
(* means and a cross term. Noise.v shows that iid noise meets the hypothesis. *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section RewardVariance.
Variables (R : realFieldType) (W : finType) (N : distribution R W) (G : nat).
Variables (x : 'I_G -> R) (noise : 'I_G -> W -> R) (sigma2 : R).
Hypothesis noiseU : uncorrelated N noise sigma2.
Hypothesis G_gt0 : (0 < G)%N.

(* The noise enters a deviation linearly, so its mean 0 kills the cross term. *)
Lemma expect_deviation i :
  expect N (fun w => centred (dithered x noise w) i ^+ 2)
    = centred x i ^+ 2
      + expect N (fun w => linearAdvantage (@meanWeights R G) (noise^~ w) i ^+ 2).
Proof.
pose L w := linearAdvantage (@meanWeights R G) (noise^~ w) i.
rewrite (eq_expect _ (Y := fun w => centred x i ^+ 2 + (centred x i *+ 2) * L w + L w ^+ 2)).
  rewrite !expectD expect_const expectZ (expect_linear0 noiseU).
  by rewrite mulr0 addr0.
move=> w; rewrite centredD (centred_linear (noise^~ w)) sqrrD.
by rewrite mulrnAl.
Qed.

Lemma expect_variance ddof :
  expect N (fun w => variance ddof (dithered x noise w))
    = variance ddof x + sigma2 * ((G%:R - 1) / (G - ddof)%:R).
Proof.
rewrite expectZr expect_sum /variance mulrA -mulrDl; congr (_ / _).
rewrite (eq_bigr _ (fun i _ => expect_deviation i)) big_split /=; congr (_ + _).
by rewrite (sum_expect_linear_sq noiseU) energy_mean.
Qed.

End RewardVariance.

Theorem RewardVariance (R : realFieldType) (W : finType) (N : distribution R W)
    (G : nat) (x : 'I_G -> R) (noise : 'I_G -> W -> R) (sigma2 : R) :
  uncorrelated N noise sigma2 -> (1 < G)%N ->
  let mean_of ddof := expect N (fun w => variance ddof (dithered x noise w)) in
  mean_of 1%N = variance 1 x + sigma2 /\
  mean_of 0%N = variance 0 x + sigma2 * ((G%:R - 1) / G%:R).
Proof.
move=> noiseU G_gt1; have G_gt0 := ltnW G_gt1.
split; rewrite (expect_variance _ noiseU) ?subn0 //.
by rewrite subn1 size_pred // mulfV ?mulr1 // pred_neq0.
Qed.
