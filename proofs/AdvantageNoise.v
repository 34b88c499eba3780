(* AdvantageNoise: noise on the advantages instead of the rewards.            *)
(*                                                                            *)
(*   advantage              ANY function from the rewards of a group to its   *)
(*                          advantages, divisions included                    *)
(*   N, noise               uncorrelated noise of mean 0 and variance sigma2, *)
(*                          independent of the completions                    *)
(*   noisyGradient          (1/G) sum_i (A_i + e_i) s_i, on outcomes P N G    *)
(*                                                                            *)
(* Proved: E g' = E g and Cov g' = Cov g + (sigma2 / G) F. No shrinkage, and  *)
(* nothing jumps at sigma2 = 0.                                               *)
(*                                                                            *)
(* What fails without the hypotheses: noise that looks at the completion is a *)
(* reward; noise common to the group adds sigma2 times the covariance of the  *)
(* mean score, F / G too, but to every completion alike.                      *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise Covariance UnbiasedGradient AddedVariance.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section AdvantageNoise.
Variables (R : realFieldType) (O W : finType).
Variables (P : distribution R O) (N : distribution R W) (G d : nat).
Variables (reward : O -> R) (score : O -> 'cV[R]_d).
Variables (noise : 'I_G -> W -> R) (sigma2 : R).
Variable advantage : ('I_G -> R) -> 'I_G -> R.

Definition noisyGradient (yw : {ffun 'I_G -> O} * W) :=
  gradient (fun i => advantage (rewards reward yw.1) i + noise i yw.2) (scores score yw.1).

Let clean := cleanGradient reward score advantage.
Let added y w := noiseGradient score noise (@reinforceWeights R G) y w.

Lemma noisyE y w : noisyGradient (y, w) = clean y + added y w.
Proof.
rewrite /noisyGradient gradientD; congr (_ + _).
by apply: eq_gradient => i; rewrite -reinforce_linear.
Qed.

Hypothesis score_mean0 : expectv P score = 0.
Hypothesis noiseU : uncorrelated N noise sigma2.
Hypothesis G_gt0 : (0 < G)%N.

Lemma expected_noisy :
  expectv (outcomes P N G) noisyGradient = expectv (iid P G) clean.
Proof.
have [noise0 _] := noiseU; rewrite expectv_product; apply: eq_expectv => y.
rewrite (eq_expectv _ (fun w => noisyE y w)) expectvD expectv_const.
by rewrite [X in _ + X](expect_noiseGradient score noise0) addr0.
Qed.

Lemma covariance_noisy :
  covariance (outcomes P N G) noisyGradient
    = covariance (iid P G) clean + (sigma2 / G%:R) *: fisher P score.
Proof.
have [noise0 _] := noiseU; have G0 := size_neq0 R G_gt0.
have -> : sigma2 / G%:R = noiseEnergy N noise (@reinforceWeights R G) / G%:R ^+ 2.
  rewrite /noiseEnergy (sum_expect_linear_sq noiseU) energy_reinforce -mulrA.
  by congr (_ * _); rewrite expr2 invfM mulrA mulfV // mul1r.
rewrite -(noise_energy N noise score_mean0) !covarianceE expected_noisy addrAC -expectvD.
congr (_ - _); rewrite expectv_product; apply: eq_expectv => y.
pose h := added y.
rewrite (eq_expectv _ (Y := fun w => (outer (clean y) (clean y) + outer (clean y) (h w))
    + (outer (h w) (clean y) + outer (h w) (h w)))) => [|w]; last first.
  by rewrite noisyE -!outerDr -outerDl.
rewrite !expectvD expectv_const expectv_outerr expectv_outerl.
by rewrite (expect_noiseGradient score noise0) /outer trmx0 mulmx0 mul0mx addr0 add0r.
Qed.

End AdvantageNoise.

Theorem AdvantageNoise (R : realFieldType) (O W : finType) (P : distribution R O)
    (N : distribution R W) (G d : nat) (reward : O -> R) (score : O -> 'cV[R]_d)
    (noise : 'I_G -> W -> R) (sigma2 : R) (advantage : ('I_G -> R) -> 'I_G -> R) :
  (0 < G)%N -> expectv P score = 0 -> uncorrelated N noise sigma2 ->
  let before := cleanGradient reward score advantage in
  let after := noisyGradient reward score noise advantage in
  expectv (outcomes P N G) after = expectv (iid P G) before /\
  covariance (outcomes P N G) after
    = covariance (iid P G) before + (sigma2 / G%:R) *: covariance P score.
Proof.
move=> G_gt0 score0 noiseU before after; split.
  exact: expected_noisy noiseU.
by apply: covariance_noisy.
Qed.
