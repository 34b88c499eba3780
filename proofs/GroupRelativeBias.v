(* GroupRelativeBias: the mean reward of a group that is known to be mixed.   *)
(*                                                                            *)
(*   correct : O -> bool    the reward; p = P(correct)                        *)
(*   passRate y             K/G, the share of correct completions             *)
(*   mixed y                not all G completions have the same reward        *)
(*                                                                            *)
(* Proved, over iid completions, G > 0:                                       *)
(*   expected_pass_rate     E K/G = p over all groups                         *)
(*   mixed_pass_rate        E[K/G; mixed] = p - p^G                           *)
(*   GroupRelativeBias      P(mixed) = 1 - p^G - (1-p)^G, so that             *)
(*                          E[K/G | mixed] is their ratio; for G > 2 it is    *)
(*                          above p if 0 < p < 1/2 and below if 1/2 < p < 1   *)
(*                                                                            *)
(* What fails without the hypotheses: G = 2 has E[K/G | mixed] = 1/2 for all  *)
(* p (mixed_pair), on the same side; at p = 1/2 there is no bias.             *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability CommutativeRing DynamicSampling.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Bias.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).
Variable correct : O -> bool.
Hypothesis G_gt0 : (0 < G)%N.

Let p := prob P correct.

Definition passRate (y : {ffun 'I_G -> O}) : R := (\sum_i (correct (y i))%:R) / G%:R.
Definition mixed (y : {ffun 'I_G -> O}) := ~~ silent correct y.

Lemma size0 : G%:R != 0 :> R.
Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma expected_pass_rate : expect (iid P G) passRate = p.
Proof.
rewrite expectZr expect_sum (eq_bigr (fun=> p)) => [|i _].
  by rewrite sumr_const card_ord -[p *+ _]mulr_natr mulfK ?size0.
by rewrite (expect_iid1 P i (fun o => (correct o)%:R)) -probE.
Qed.

(* In a silent group K/G is 1 if all are correct, and 0 otherwise. *)
Lemma silent_pass_rate y :
  passRate y * (silent correct y)%:R = ([forall i, correct (y i)])%:R.
Proof.
case: (boolP (silent correct y)) => [eq_y|neq_y]; last first.
  case: forallP => [all_y|_]; last by rewrite mulr0.
  case/negP: neq_y; apply/forallP => i; apply/forallP => j.
  by rewrite (all_y i) (all_y j).
rewrite mulr1 /passRate; pose i0 := Ordinal G_gt0.
have yE i : correct (y i) = correct (y i0).
  by apply/eqP; move/forallP: eq_y => /(_ i) /forallP /(_ i0).
rewrite (eq_bigr (fun=> (correct (y i0))%:R)) => [|i _]; last by rewrite yE.
rewrite sumr_const card_ord -[_ *+ _]mulr_natr mulfK ?size0 //.
congr ((nat_of_bool _)%:R); apply/idP/forallP => [y0 i|]; first by rewrite yE.
by move/(_ i0).
Qed.

Lemma mixed_pass_rate :
  expect (iid P G) (fun y => passRate y * (mixed y)%:R) = p - p ^+ G.
Proof.
transitivity (expect (iid P G) passRate - prob (iid P G) (fun y => [forall i, correct (y i)])).
  rewrite probE -expectB; apply: eq_expect => y; rewrite -silent_pass_rate /mixed.
  by case: (silent correct y); rewrite ?mulr1 ?mulr0 ?subrr ?subr0.
by rewrite expected_pass_rate prob_all.
Qed.

Lemma mixed_probability : prob (iid P G) mixed = 1 - (p ^+ G + (1 - p) ^+ G).
Proof.
rewrite probC silent_probability // big_bool /= -probC; congr (1 - (_ ^+ G + _ ^+ G)).
  by apply: eq_prob => o; case: (correct o).
by apply: eq_prob => o; case: (correct o).
Qed.

End Bias.

Section Side.
Variables (R : realFieldType) (n : nat) (p : R).
Hypotheses (p_gt0 : 0 < p) (p_lt1 : p < 1) (n_gt1 : (1 < n)%N).

Let q := 1 - p.
Let q_gt0 : 0 < q. Proof. by rewrite subr_gt0. Qed.

(* p - p^G less p (1 - p^G - q^G) is p q (q^(G-1) - p^(G-1)), G = n + 1. *)
Lemma bias_factor :
  (p - p ^+ n.+1) - p * (1 - (p ^+ n.+1 + q ^+ n.+1)) = p * q * (q ^+ n - p ^+ n).
Proof.
rewrite !exprS /q; move: (p ^+ n) ((1 - p) ^+ n) => a b; ring_identity.
Qed.

Lemma bias_above : p < q -> p * (1 - (p ^+ n.+1 + q ^+ n.+1)) < p - p ^+ n.+1.
Proof.
move=> pq; rewrite -subr_gt0 bias_factor pmulr_rgt0 ?mulr_gt0 // subr_gt0.
by rewrite ltr_expn2r ?nnegrE ?ltW // -lt0n ltnW.
Qed.

Lemma bias_below : q < p -> p - p ^+ n.+1 < p * (1 - (p ^+ n.+1 + q ^+ n.+1)).
Proof.
move=> qp; rewrite -subr_lt0 bias_factor pmulr_rlt0 ?mulr_gt0 // subr_lt0.
by rewrite ltr_expn2r ?nnegrE ?ltW // -lt0n ltnW.
Qed.

End Side.

(* The conditional mean is written as a ratio; both sides are times P(mixed). *)
Theorem GroupRelativeBias (R : realFieldType) (O : finType) (P : distribution R O) (n : nat)
    (correct : O -> bool) :
  let G := n.+1 in let p := prob P correct in
  let mean := expect (iid P G) (fun y => passRate R correct y * (mixed correct y)%:R) in
  let share := prob (iid P G) (mixed (G := G) correct) in
  [/\ expect (iid P G) (passRate R (G := G) correct) = p,
      mean = p - p ^+ G,
      share = 1 - (p ^+ G + (1 - p) ^+ G) &
      (1 < n)%N -> 0 < p < 1 ->
        (p < 1 - p -> p * share < mean) /\ (1 - p < p -> mean < p * share)].
Proof.
move=> G p mean share.
have shareE : share = 1 - (p ^+ G + (1 - p) ^+ G) by exact: mixed_probability.
have meanE : mean = p - p ^+ G by exact: mixed_pass_rate.
split=> //; first exact: expected_pass_rate.
move=> n_gt1 /andP[p_gt0 p_lt1]; rewrite meanE shareE.
by split; [apply: bias_above|apply: bias_below].
Qed.

(* G = 2: one of two is right. *)
Lemma mixed_pair (R : realFieldType) (p : R) :
  p - p ^+ 2 = 2%:R^-1 * (1 - (p ^+ 2 + (1 - p) ^+ 2)).
Proof.
have two : 2%:R != 0 :> R by rewrite pnatr_eq0.
apply: (mulfI two); rewrite mulrA mulfV // mul1r !expr2 mulr2n; ring_identity.
Qed.
