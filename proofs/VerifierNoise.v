(* VerifierNoise: a verifier that errs scales the expected group gradient.    *)
(*                                                                            *)
(*   P, score           the law of one completion and its score               *)
(*   N                  the law of what a verifier does by chance, on W       *)
(*   seen o w           the reward that is seen of completion o, by chance w; *)
(*                      of each completion a chance of its own                *)
(*   verdict c w        whether a completion that is right (c) or wrong is    *)
(*                      taken for right                                       *)
(*   f, e               false positives and false negatives                   *)
(*   index              J = 1 - f - e                                         *)
(*                                                                            *)
(* Proved, for any family of scores in a left module with E score = 0:        *)
(*   seen_gradient      E[seen | o] = a + b reward: E[seen score] = b slope   *)
(*   seen_group         so E g = (trace M / G) b slope for linear advantages  *)
(*   VerifierNoise      verdicts: b = J, observed rate q = f + J p, silent    *)
(*                      groups q^G + (1-q)^G; corrected verdicts (r - f) / J: *)
(*                      b = 1, with the variances f (1-f) / J^2 and           *)
(*                      e (1-e) / J^2                                         *)
(*   corrected_standardized  standardized advantages do not see the           *)
(*                      correction (J > 0, stabilizer 0)                      *)
(*                                                                            *)
(* What fails without the hypotheses: a chance that all completions of a      *)
(* group share keeps E g; verdicts that depend on more of a completion than   *)
(* whether it is right are another reward.                                    *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group CommutativeRing.
From ReDit Require Import Standardized UnbiasedGradient DynamicSampling.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---- Any channel whose mean is affine in the reward ---- *)

Section Channel.
Variables (R : realFieldType) (O W : finType).
Variables (P : distribution R O) (N : distribution R W).
Variables (V : lmodType R) (reward : O -> R) (score : O -> V).
Variables (seen : O -> W -> R) (a b : R).

Definition seenReward (ow : O * W) := seen ow.1 ow.2.
Definition seenScore (ow : O * W) := score ow.1.

Hypothesis score_mean0 : expectv P score = 0.
Hypothesis seen_mean : forall o, expect N (seen o) = a + b * reward o.

Lemma seenScore_mean0 : expectv (product P N) seenScore = 0.
Proof.
rewrite expectv_product -[RHS]score_mean0; apply: eq_expectv => o.
exact: (expectv_const N (score o)).
Qed.

Lemma seen_gradient :
  expectedGradient (product P N) seenReward seenScore
    = b *: expectedGradient P reward score.
Proof.
rewrite /expectedGradient expectv_product.
rewrite (eq_expectv _ (Y := fun o => a *: score o + b *: (reward o *: score o))).
  by rewrite expectvD !expectvZ score_mean0 scaler0 add0r.
move=> o; rewrite [LHS](expectvZl N (seen o) (score o)).
by rewrite seen_mean scalerDl scalerA.
Qed.

Lemma seen_group (G : nat) M :
  expectv (iid (product P N) G) (fun y =>
      gradient (linearAdvantage M (rewards seenReward y)) (scores seenScore y))
    = (weightTrace M / G%:R * b) *: expectedGradient P reward score.
Proof.
by rewrite (expected_clean _ seenScore_mean0) seen_gradient scalerA.
Qed.

End Channel.

(* ---- A verifier ---- *)

Section Verifier.
Variables (R : realFieldType) (O W : finType).
Variables (P : distribution R O) (N : distribution R W).
Variables (correct : O -> bool) (verdict : bool -> W -> bool) (f e : R).

Definition index := 1 - f - e.
Definition truth (o : O) : R := (correct o)%:R.
Definition observed (o : O) (w : W) : R := (verdict (correct o) w)%:R.
Definition corrected (o : O) (w : W) : R := (observed o w - f) / index.

Hypothesis false_positive : prob N (verdict false) = f.
Hypothesis false_negative : prob N (fun w => ~~ verdict true w) = e.

Lemma right_rate : prob N (verdict true) = 1 - e.
Proof. by rewrite -false_negative probC opprB addrCA subrr addr0. Qed.

Lemma observed_mean o : expect N (observed o) = f + index * truth o.
Proof.
rewrite /observed /truth /index -(probE N (verdict (correct o))).
case: (correct o); last by rewrite mulr0 addr0.
by rewrite right_rate; ring_identity.
Qed.

Lemma observed_rate :
  prob (product P N) (fun ow => verdict (correct ow.1) ow.2)
    = f + index * prob P correct.
Proof.
rewrite probE expect_product (eq_expect _ observed_mean) expectD expect_const.
by rewrite expectZ -probE.
Qed.

Hypothesis index_neq0 : index != 0.

Lemma corrected_mean o : expect N (corrected o) = truth o.
Proof.
rewrite expectZr expectB observed_mean expect_const addrAC subrr add0r.
by rewrite mulrAC mulfV ?mul1r.
Qed.

(* A verdict is its own square. *)
Lemma corrected_variance o :
  expect N (fun w => (corrected o w - truth o) ^+ 2)
    = (if correct o then e * (1 - e) else f * (1 - f)) / index ^+ 2.
Proof.
pose m := f + index * truth o.
rewrite (eq_expect _ (Y := fun w =>
    ((1 - 2%:R * m) * observed o w + m ^+ 2) / index ^+ 2)); last first.
  move=> w; have -> : corrected o w - truth o = (observed o w - m) / index.
    rewrite /corrected /m; apply: (mulIf index_neq0).
    by rewrite mulrBl !divfK // opprD addrA [truth o * _]mulrC.
  rewrite exprMn exprVn; congr (_ / _).
  have sq : observed o w ^+ 2 = observed o w.
    by rewrite /observed; case: verdict; rewrite ?expr1n // expr0n.
  transitivity (observed o w ^+ 2 - 2%:R * m * observed o w + m ^+ 2).
    by ring_identity.
  by rewrite sq; ring_identity.
rewrite expectZr expectD expectZ expect_const observed_mean -/m.
congr (_ / _); rewrite /m /truth /index; case: (correct o); by ring_identity.
Qed.

End Verifier.

Theorem VerifierNoise (R : realFieldType) (O W : finType)
    (P : distribution R O) (N : distribution R W) (V : lmodType R)
    (score : O -> V) (correct : O -> bool) (verdict : bool -> W -> bool) (f e : R) :
  expectv P score = 0 ->
  prob N (verdict false) = f -> prob N (fun w => ~~ verdict true w) = e ->
  let J := index f e in
  let p := prob P correct in
  let q := f + J * p in
  let slope := expectedGradient P (truth R correct) score in
  let group (G : nat) M (seen : O -> W -> R) :=
    expectv (iid (product P N) G) (fun y =>
      gradient (linearAdvantage M (rewards (seenReward seen) y))
        (scores (seenScore (W := W) score) y)) in
  [/\ prob (product P N) (fun ow => verdict (correct ow.1) ow.2) = q,
      forall G, (0 < G)%N ->
        prob (iid (product P N) G) (silent (fun ow => verdict (correct ow.1) ow.2))
          = q ^+ G + (1 - q) ^+ G,
      forall G M, group G M (observed R correct verdict)
        = (weightTrace M / G%:R * J) *: slope,
      J != 0 -> forall G M, group G M (corrected correct verdict f e)
        = (weightTrace M / G%:R) *: slope &
      J != 0 -> forall o,
        expect N (fun w => (corrected correct verdict f e o w - truth R correct o) ^+ 2)
          = (if correct o then e * (1 - e) else f * (1 - f)) / J ^+ 2].
Proof.
move=> score0 fp fn J p q slope group; split.
- exact: observed_rate.
- move=> G G_gt0; have [_ binary _] := DynamicSampling (product P N) N G_gt0.
  by rewrite binary (observed_rate P _ fp fn).
- move=> G M; apply: (seen_group score0 (a := f)) => o; exact: observed_mean.
- move=> J0 G M; rewrite -[X in X *: _]mulr1.
  apply: (seen_group score0 (a := 0)) => o.
  by rewrite (corrected_mean correct fp fn J0) add0r mul1r.
- by move=> J0 o; apply: corrected_variance.
Qed.

(* ---- The correction does nothing to standardized advantages ---- *)

Lemma corrected_standardized (R : rcfType) (G ddof : nat) (x : 'I_G -> R) (f e : R) i :
  (0 < G)%N -> 0 < index f e ->
  standardized ddof 0 (fun j => (x j - f) / index f e) i = standardized ddof 0 x i.
Proof.
move=> G_gt0 J0; have Ji : 0 < (index f e)^-1 by rewrite invr_gt0.
rewrite -(standardized_shift G_gt0 ddof 0 (- f) x i).
rewrite -(standardized_scale ddof (fun j => - f + x j) i Ji).
by apply: eq_standardized => j; rewrite mulrC [- f + _]addrC.
Qed.

(* ---- The hypotheses have an instance ---- *)

(* A coin that exchanges right and wrong: f = e = 1/2, so J = 0.              *)
Lemma coin_verdicts (R : realFieldType) :
  let verdict (c w : bool) := c (+) w in
  let N := uniform R (true : bool_finType) in
  prob N (verdict false) = 2%:R^-1
    /\ prob N (fun w => ~~ verdict true w) = 2%:R^-1.
Proof.
have one (A : pred bool) b : A =1 pred1 b ->
    prob (uniform R (true : bool_finType)) A = 2%:R^-1.
  by move=> Ab; rewrite /prob (eq_bigl _ _ Ab) big_pred1_eq /= card_bool.
by split; [apply: (one _ true)|apply: (one _ true)] => -[].
Qed.
