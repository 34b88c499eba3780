(* Without dither, binary rewards: the group gradient of standardized         *)
(* advantages is a contrast of two means.                                     *)
(*                                                                            *)
(*   correct : pred 'I_G    which completions are right; K = #|correct|       *)
(*   low < high             the two rewards                                   *)
(*   binary i               the reward of completion i                        *)
(*   s : 'I_G -> V          the scores, V any left R-module                   *)
(*   meanScore C            the mean of s over the completions in C           *)
(*                                                                            *)
(* Proved: g = (sqrt (K (G - K)) / G) (meanScore correct - meanScore wrong)   *)
(* for the population standard deviation (ddof 0) and stabilizer 0. For a     *)
(* silent group (K = 0 or K = G) both sides are 0.                            *)
(*                                                                            *)
(* Without the hypotheses: low = high makes the left side 0 and not the right;*)
(* ddof 1 multiplies by sqrt ((G-1)/G); a stabilizer makes the factor depend  *)
(* on high - low; three levels have no single contrast.                       *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section BinaryGroup.

Variables (R : rcfType) (G : nat) (V : lmodType R).
Variables (correct : pred 'I_G) (low high : R).
Hypothesis distinct : low < high.
Variable s : 'I_G -> V.

Definition binary (i : 'I_G) : R := if correct i then high else low.
Definition wrong : pred 'I_G := predC correct.
Definition meanScore (C : pred 'I_G) : V := #|C|%:R^-1 *: \sum_(i | C i) s i.

Let right : R := #|correct|%:R.
Let missed : R := #|wrong|%:R.
Let gap : R := high - low.

Lemma counts : right + missed = G%:R.
Proof. by rewrite /right /missed -natrD /wrong cardC card_ord. Qed.

Lemma gap_gt0 : 0 < gap. Proof. by rewrite subr_gt0. Qed.

Lemma sum_binary : \sum_i binary i = right * high + missed * low.
Proof.
rewrite (bigID correct) /=; congr (_ + _).
  rewrite (eq_bigr (fun=> high)) => [|i iC]; last by rewrite /binary iC.
  by rewrite sumr_const -mulr_natl.
rewrite (eq_bigr (fun=> low)) => [|i /negbTE iC]; last by rewrite /binary iC.
by rewrite sumr_const -mulr_natl.
Qed.

Section NotEmpty.
Hypothesis G_gt0 : (0 < G)%N.

Let size_inv : G%:R * G%:R^-1 = 1 :> R.
Proof. by rewrite divff // size_neq0. Qed.

Lemma mean_binary : mean binary = low + right * gap * G%:R^-1.
Proof.
rewrite /mean sum_binary.
transitivity (low * ((right + missed) * G%:R^-1) + right * gap * G%:R^-1).
  by rewrite /gap; ring_identity.
by rewrite counts size_inv mulr1.
Qed.

(* A right completion lies above the mean by the share of the wrong ones,     *)
(* and the other way round.                                                   *)
Lemma centred_binary i :
  centred binary i = (if correct i then missed else - right) * gap * G%:R^-1.
Proof.
rewrite /centred mean_binary /binary; case: (correct i).
  transitivity (gap * ((right + missed) * G%:R^-1) - right * gap * G%:R^-1).
    by rewrite counts size_inv /gap; ring_identity.
  by ring_identity.
ring_identity.
Qed.

Lemma variance_binary : variance 0 binary = right * missed * (gap * G%:R^-1) ^+ 2.
Proof.
rewrite /variance subn0.
transitivity ((right * (missed * gap * G%:R^-1) ^+ 2
    + missed * (- right * gap * G%:R^-1) ^+ 2) * G%:R^-1).
  congr (_ * _); rewrite (bigID correct) /=; congr (_ + _).
    rewrite (eq_bigr (fun=> (missed * gap * G%:R^-1) ^+ 2)) => [|i iC].
      by rewrite sumr_const -mulr_natl.
    by rewrite centred_binary iC.
  rewrite (eq_bigr (fun=> (- right * gap * G%:R^-1) ^+ 2)) => [|i /negbTE iC].
    by rewrite sumr_const -mulr_natl.
  by rewrite centred_binary iC.
transitivity (right * missed * (gap * G%:R^-1) ^+ 2 * ((right + missed) * G%:R^-1)).
  ring_identity.
by rewrite counts size_inv mulr1.
Qed.

Let scale : R := Num.sqrt (right * missed).

Lemma scale_sqr : scale ^+ 2 = right * missed.
Proof. by rewrite sqr_sqrtr // mulr_ge0 ?ler0n. Qed.

Lemma deviation_binary : Num.sqrt (variance 0 binary) = scale * (gap * G%:R^-1).
Proof.
rewrite variance_binary sqrtrM ?mulr_ge0 ?ler0n // sqrtr_sqr ger0_norm //.
by rewrite mulr_ge0 ?invr_ge0 ?ler0n // ltW // gap_gt0.
Qed.

Lemma standardized_binary i :
  standardized 0 0 binary i = (if correct i then missed else - right) * scale^-1.
Proof.
rewrite /standardized addr0 deviation_binary centred_binary -mulrA.
have unit_neq0 : gap * G%:R^-1 != 0.
  by rewrite mulf_neq0 ?invr_eq0 ?size_neq0 // gt_eqF // gap_gt0.
by rewrite invfM -!mulrA; congr (_ * _); rewrite [_^-1 * _]mulrC !mulrA divff ?mul1r.
Qed.

Lemma sum_scores (C : pred 'I_G) : \sum_(i | C i) s i = #|C|%:R *: meanScore C.
Proof.
rewrite /meanScore scalerA; case: (eqVneq (#|C|%:R : R) 0) => [empty|some].
  rewrite empty mul0r scale0r big1 // => i iC.
  by move/eqP: empty; rewrite pnatr_eq0 => /eqP/card0_eq/(_ i); rewrite unfold_in iC.
by rewrite divff // scale1r.
Qed.

Lemma cancel_scale : scale ^+ 2 * scale^-1 = scale.
Proof. by case: (eqVneq scale 0) => [->|some]; rewrite ?expr0n ?mul0r // expr2 mulfK. Qed.

Theorem GroupStandardDeviation :
  gradient (standardized 0 0 binary) s =
    (scale / G%:R) *: (meanScore correct - meanScore wrong).
Proof.
rewrite /gradient /average (bigID correct) /=.
rewrite (eq_bigr (fun i => (missed * scale^-1) *: s i)); last first.
  by move=> i iC; rewrite standardized_binary iC.
rewrite [X in _ + X](eq_bigr (fun i => (- right * scale^-1) *: s i)); last first.
  by move=> i /negbTE iC; rewrite standardized_binary iC.
rewrite -!scaler_sumr sum_scores (sum_scores wrong).
rewrite (scalerA _ _ (meanScore correct)) (scalerA _ _ (meanScore wrong)).
have -> : missed * scale^-1 * right = scale.
  by rewrite mulrAC [missed * _]mulrC -scale_sqr; exact: cancel_scale.
have -> : - right * scale^-1 * missed = - scale.
  by rewrite !mulNr; congr (- _); rewrite mulrAC -scale_sqr; exact: cancel_scale.
by rewrite scaleNr -scalerBr scalerA mulrC.
Qed.

End NotEmpty.
End BinaryGroup.

(* The hypotheses can be met: two completions with rewards 0 and 1, the first *)
(* right. Then g is half the contrast of their scores, sqrt (1 * 1) / 2 = 1/2.*)
Example one_of_two (R : rcfType) (V : lmodType R) (s : 'I_2 -> V) :
  gradient (standardized 0 0 (binary (pred1 ord0) 0 1)) s = 2%:R^-1 *: (s 0 - s 1).
Proof.
have right1 : #|pred1 (ord0 : 'I_2)| = 1%N by exact: card1.
have wrong1 : #|wrong (pred1 (ord0 : 'I_2))| = 1%N by rewrite /wrong cardC1 card_ord.
rewrite GroupStandardDeviation ?ltr01 // right1 wrong1 mulr1 sqrtr1 mul1r.
rewrite /meanScore right1 wrong1 invr1 !scale1r big_pred1_eq; congr (_ *: (_ - _)).
by rewrite (big_pred1 (1 : 'I_2)) // => i; case: i => -[|[]].
Qed.
