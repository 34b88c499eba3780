(* Standardized advantages: symmetry, invariances and energy.                 *)
(*                                                                            *)
(*   standardized_perm      permuting the rewards permutes the advantages     *)
(*   standardized_shift     adding a constant to all rewards changes nothing  *)
(*   standardized_scale     nor does multiplying them by sigma > 0, at        *)
(*                          stabilizer 0                                      *)
(*   sum_standardized       the advantages sum to 0                           *)
(*   standardized_energy    their squares sum to G, or to 0 if all rewards    *)
(*                          are equal (ddof 0, stabilizer 0)                  *)

From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From ReDit Require Import FiniteProbability Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Standardized.
Variables (R : rcfType) (G : nat).
Hypothesis G_gt0 : (0 < G)%N.
Implicit Types x y : 'I_G -> R.

Lemma eq_standardized ddof st x y : x =1 y ->
  standardized ddof st x =1 standardized ddof st y.
Proof.
by move=> xy i; rewrite /standardized (eq_centred xy) (eq_variance ddof xy).
Qed.

Lemma standardized_perm ddof st (p : {perm 'I_G}) x i :
  standardized ddof st (fun j => x (p j)) i = standardized ddof st x (p i).
Proof.
have meanp : mean (fun j => x (p j)) = mean x.
  by rewrite /mean [in RHS](reindex_inj (@perm_inj _ p)).
have varp : variance ddof (fun j => x (p j)) = variance ddof x.
  rewrite /variance [in RHS](reindex_inj (@perm_inj _ p)) /=.
  by congr (_ / _); apply: eq_bigr => j _; rewrite /centred meanp.
by rewrite /standardized varp /centred meanp.
Qed.

(* Equal rewards drop out. *)
Lemma standardized_shift ddof st a x i :
  standardized ddof st (fun j => a + x j) i = standardized ddof st x i.
Proof.
have c j : centred (fun j => a + x j) j = centred x j.
  by rewrite centredD centred_const // add0r.
have v : variance ddof (fun j => a + x j) = variance ddof x.
  by congr (_ / _); apply: eq_bigr => j _; rewrite c.
by rewrite /standardized c v.
Qed.

Lemma standardized_scale ddof sigma x i : 0 < sigma ->
  standardized ddof 0 (fun j => sigma * x j) i = standardized ddof 0 x i.
Proof.
move=> sigma0; rewrite /standardized centredZ !addr0.
have -> : variance ddof (fun j => sigma * x j) = sigma ^+ 2 * variance ddof x.
  rewrite /variance mulrA mulr_sumr; congr (_ / _).
  by apply: eq_bigr => j _; rewrite centredZ exprMn.
rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm //.
by rewrite invfM mulrACA mulfV ?mul1r // gt_eqF.
Qed.

Lemma sum_standardized ddof st x : \sum_i standardized ddof st x i = 0.
Proof. by rewrite -mulr_suml sum_centred // mul0r. Qed.

Lemma standardized_energy x :
  \sum_i standardized 0 0 x i ^+ 2 = G%:R * (~~ constant x)%:R.
Proof.
transitivity ((\sum_i centred x i ^+ 2) / variance 0 x).
  rewrite mulr_suml; apply: eq_bigr => i _.
  by rewrite /standardized addr0 expr_div_n sqr_sqrtr // variance_ge0.
rewrite constant_sum_sq // /variance subn0.
have [->|s0] := eqVneq; first by rewrite mul0r mulr0.
by rewrite invfM invrK mulrA mulfV // mul1r mulr1.
Qed.

End Standardized.
