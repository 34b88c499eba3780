(* SignalToNoise: no dither has the best signal-to-noise ratio and the least  *)
(* mean squared error, for advantages that are linear in the rewards.         *)
(*                                                                            *)
(*   cleanGradient, groupGradient                                             *)
(*                          the gradient without and with noise, as in        *)
(*                          AddedVariance                                     *)
(*   signalToNoise P g      norm2 (E g) / tr Cov g of a random vector g       *)
(*   squaredError P g u     E norm2 (g - u), u any target (grad V, say)       *)
(*   noise                  uncorrelated, mean 0, variance sigma2; any law;   *)
(*                          correlated_best asks for mean 0 only              *)
(*                                                                            *)
(* Proved: E g does not move; the ratio with noise is at most that without,   *)
(* strictly less if sigma2 > 0, tr F > 0 and E g <> 0; the error with noise   *)
(* is at least that without, strictly more if sigma2 > 0 and tr F > 0. As     *)
(* x / 0 = 0 here, the ratio needs tr Cov g_0 > 0 (if it is 0, the true ratio *)
(* without noise is infinite).                                                *)
(*                                                                            *)
(* What fails without the hypotheses: noise that depends on the completions   *)
(* can raise the ratio (example in the .md file). With tr F = 0 or            *)
(* sigma2 = 0 nothing changes, hence no strictness. Standardized advantages   *)
(* are not covered: for them the statement fails (examples in the .md file),  *)
(* but for softmax bandits with two levels, where it is a conjecture.         *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise Covariance.
From ReDit Require Import UnbiasedGradient AddedVariance.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section RandomVector.
Variables (R : realFieldType) (T : finType) (P : distribution R T) (d : nat).

Definition signalToNoise (g : T -> 'cV[R]_d) :=
  norm2 (expectv P g) / \tr (covariance P g).

Definition squaredError (g : T -> 'cV[R]_d) u := expect P (fun t => norm2 (g t - u)).

End RandomVector.

(* The same mean, more variance: a worse ratio and a larger error. *)
Section Compare.
Variables (R : realFieldType) (T U : finType) (P : distribution R T) (Q : distribution R U).
Variables (d : nat) (before : T -> 'cV[R]_d) (after : U -> 'cV[R]_d) (added : R).
Hypothesis same_mean : expectv Q after = expectv P before.
Hypothesis more : \tr (covariance Q after) = \tr (covariance P before) + added.

Lemma ratio_le : 0 <= added -> 0 < \tr (covariance P before) ->
  signalToNoise Q after <= signalToNoise P before.
Proof.
move=> added0 var0; rewrite /signalToNoise same_mean more.
rewrite ler_wpmul2l ?norm2_ge0 // lef_pinv ?posrE ?ler_addl //.
by rewrite ltr_paddr.
Qed.

Lemma ratio_lt : 0 < added -> 0 < \tr (covariance P before) ->
  expectv P before != 0 -> signalToNoise Q after < signalToNoise P before.
Proof.
move=> added0 var0 mean0; rewrite /signalToNoise same_mean more.
rewrite ltr_pmul2l ?lt_def ?norm2_eq0 ?mean0 ?norm2_ge0 //.
by rewrite -lt_def ltf_pinv ?posrE ?ltr_addl // addr_gt0.
Qed.

Lemma error_added u : squaredError Q after u = squaredError P before u + added.
Proof. by rewrite /squaredError !mean_square_error same_mean more addrA. Qed.

End Compare.

(* Noise of one completion may depend on that of another: no noise is still    *)
(* among the best, though no longer alone (noise that a group shares changes   *)
(* nothing for centred advantages).                                            *)
Theorem correlated_best (R : realFieldType) (O W : finType) (P : distribution R O)
    (N : distribution R W) (G d : nat) (reward : O -> R) (score : O -> 'cV[R]_d)
    (noise : 'I_G -> W -> R) M :
  expectv P score = 0 -> (forall i, expect N (noise i) = 0) ->
  let before := cleanGradient reward score (linearAdvantage M) in
  let after := groupGradient reward score noise (linearAdvantage M) in
  (0 < \tr (covariance (iid P G) before) ->
    signalToNoise (outcomes P N G) after <= signalToNoise (iid P G) before) /\
  forall u, squaredError (iid P G) before u <= squaredError (outcomes P N G) after u.
Proof.
move=> score0 noise0 before after.
have same : expectv (outcomes P N G) after = expectv (iid P G) before.
  by rewrite (expected_gradient reward score0 M noise0) -(expected_clean reward score0 M).
have more : \tr (covariance (outcomes P N G) after) = \tr (covariance (iid P G) before)
    + noiseEnergy N noise M / G%:R ^+ 2 * \tr (covariance P score).
  by rewrite (correlated_covariance reward score0 noise0) linearD linearZ.
have added_ge0 : 0 <= noiseEnergy N noise M / G%:R ^+ 2 * \tr (covariance P score).
  by rewrite mulr_ge0 ?trace_covariance_ge0 // divr_ge0 ?noiseEnergy_ge0 ?sqr_ge0.
split; first exact: ratio_le same more added_ge0.
by move=> u; rewrite (error_added same more) ler_addl.
Qed.

Theorem SignalToNoise (R : realFieldType) (O W : finType) (P : distribution R O)
    (N : distribution R W) (G d : nat) (reward : O -> R) (score : O -> 'cV[R]_d)
    (noise : 'I_G -> W -> R) (sigma2 : R) :
  (1 < G)%N -> expectv P score = 0 -> uncorrelated N noise sigma2 ->
  let F := covariance P score in
  let best A :=
    let before := cleanGradient reward score A in
    let after := groupGradient reward score noise A in
    let ratio0 := signalToNoise (iid P G) before in
    let ratio := signalToNoise (outcomes P N G) after in
    let error0 := squaredError (iid P G) before in
    let error := squaredError (outcomes P N G) after in
    [/\ 0 < \tr (covariance (iid P G) before) -> ratio <= ratio0,
        0 < \tr (covariance (iid P G) before) -> 0 < sigma2 -> 0 < \tr F ->
          expectv (iid P G) before != 0 -> ratio < ratio0,
        forall u, error0 u <= error u &
        0 < sigma2 -> 0 < \tr F -> forall u, error0 u < error u] in
  [/\ best (@reinforce R G), best (@centred R G) & best (@leaveOneOut R G)].
Proof.
move=> G_gt1 score0 noiseU F best; have [noise0 noise2] := noiseU.
have G_gt0 := ltnW G_gt1.
have sigma2_ge0 : 0 <= sigma2.
  have := noise2 (Ordinal G_gt0) (Ordinal G_gt0); rewrite eqxx mul1r => <-.
  by apply: expect_ge0 => w; rewrite -expr2 sqr_ge0.
have bestM A M c : (forall x, A x =1 linearAdvantage M x) -> 0 < c ->
    covariance (outcomes P N G) (groupGradient reward score noise A)
      = covariance (iid P G) (cleanGradient reward score A) + (c * sigma2) *: F ->
    best A.
  move=> AM c0 cov; set before := cleanGradient reward score A.
  have same : expectv (outcomes P N G) (groupGradient reward score noise A)
      = expectv (iid P G) before.
    rewrite (eq_expectv _ (Y := groupGradient reward score noise (linearAdvantage M))).
      rewrite (expected_gradient reward score0 M noise0).
      rewrite -(expected_clean reward score0 M); apply: eq_expectv => y.
      by apply: eq_gradient => i; rewrite AM.
    by move=> yw; apply: eq_gradient => i; rewrite AM.
  have more : \tr (covariance (outcomes P N G) (groupGradient reward score noise A))
      = \tr (covariance (iid P G) before) + c * sigma2 * \tr F.
    by rewrite cov linearD linearZ.
  have added_ge0 : 0 <= c * sigma2 * \tr F.
    by rewrite mulr_ge0 ?trace_covariance_ge0 // mulr_ge0 // ltW.
  have added_gt0 : 0 < sigma2 -> 0 < \tr F -> 0 < c * sigma2 * \tr F.
    by move=> s0 F0; rewrite !mulr_gt0.
  split.
  - exact: ratio_le same more added_ge0.
  - by move=> var0 s0 F0 mean0; apply: (ratio_lt same more (added_gt0 s0 F0)).
  - by move=> u; rewrite (error_added same more) ler_addl.
  - by move=> s0 F0 u; rewrite (error_added same more) ltr_addl added_gt0.
have [[cov1 _] [cov2 _] [cov3 _]] :=
  AddedVariance reward G_gt1 score0 noiseU.
have G0 : 0 < G%:R :> R by rewrite ltr0n.
have d0 : 0 < G%:R - 1 :> R by rewrite lt_def pred_neq0 // -size_pred // ler0n.
split.
- by apply: bestM (@reinforce_linear R G) _ cov1; rewrite invr_gt0.
- by apply: bestM (@centred_linear R G) _ cov2; rewrite divr_gt0 // exprn_gt0.
- by apply: bestM (fun x => leaveOneOut_linear x G_gt1) _ cov3; rewrite invr_gt0.
Qed.
