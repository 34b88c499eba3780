(* Two completions of a standardized group, and the same with their noises    *)
(* exchanged: on the mean of both the larger reward keeps the larger          *)
(* advantage.                                                                 *)
(*                                                                            *)
(*   besides x i j          what the variance has besides                     *)
(*                          (x_i - x_j)^2 / (2 (G - ddof))                    *)
(*   standardized_difference                                                  *)
(*                          A_i - A_j as a function of x_i - x_j alone, the   *)
(*                          rest of the group fixed: odd, not decreasing      *)
(*   swap_ge0               so two groups that split the same x_i + x_j in    *)
(*                          two ways have differences that add up to 0 or     *)
(*                          more if those of the rewards do                   *)
(*                                                                            *)
(* Any ddof, stabilizer >= 0; x / 0 = 0.                                      *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing FiniteProbability Group Standardized.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Sign.
Variable R : rcfType.

Lemma pair_le (c base D s st : R) : 0 <= c -> 0 <= base -> 0 <= st -> 0 < s -> s <= D ->
  s / (Num.sqrt (base + c * s ^+ 2) + st) <= D / (Num.sqrt (base + c * D ^+ 2) + st).
Proof.
move=> c_ge0 base_ge0 st_ge0 s_gt0 sD.
have D_gt0 : 0 < D by apply: lt_le_trans sD.
set V' := base + c * s ^+ 2; set V := base + c * D ^+ 2.
have V'_ge0 : 0 <= V' by rewrite addr_ge0 // mulr_ge0 // sqr_ge0.
have ss : s ^+ 2 <= D ^+ 2 by rewrite (ler_sqr (ltW s_gt0) (ltW D_gt0)).
have VV : V' <= V by rewrite ler_add2l ler_wpmul2l.
have roots : s * Num.sqrt V <= D * Num.sqrt V'.
  have square (t W : R) : 0 < t -> t * Num.sqrt W = Num.sqrt (t ^+ 2 * W).
    by move=> t_gt0; rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm.
  rewrite !square // ler_wsqrtr // !mulrDr.
  have -> : s ^+ 2 * (c * D ^+ 2) = D ^+ 2 * (c * s ^+ 2) by ring_identity.
  by rewrite ler_add2r ler_wpmul2r.
have [zero|nonzero] := eqVneq (Num.sqrt V' + st) 0.
  by rewrite zero invr0 mulr0 divr_ge0 ?(ltW D_gt0) // addr_ge0 ?sqrtr_ge0.
have b_gt0 : 0 < Num.sqrt V' + st by rewrite lt_neqAle eq_sym nonzero addr_ge0 ?sqrtr_ge0.
have a_gt0 : 0 < Num.sqrt V + st.
  by apply: lt_le_trans b_gt0 _; rewrite ler_add2r ler_wsqrtr.
rewrite ler_pdivr_mulr // mulrAC ler_pdivl_mulr // !mulrDr.
by rewrite ler_add // ler_wpmul2r.
Qed.

Lemma pair_ge0 (c base D D' st : R) : 0 <= c -> 0 <= base -> 0 <= st -> 0 <= D + D' ->
  0 <= D / (Num.sqrt (base + c * D ^+ 2) + st) + D' / (Num.sqrt (base + c * D' ^+ 2) + st).
Proof.
move=> c_ge0 base_ge0 st_ge0.
wlog ordered : D D' / D' <= D.
  move=> ord; case/orP: (le_total D' D) => [/ord//|].
  by move=> /ord; rewrite [D' + D]addrC [X in _ -> 0 <= X]addrC.
move=> sum_ge0; have term_ge0 (t : R) : 0 <= t ->
    0 <= t / (Num.sqrt (base + c * t ^+ 2) + st).
  by move=> t_ge0; rewrite divr_ge0 // addr_ge0 ?sqrtr_ge0.
have [D'_ge0|D'_lt0] := leP 0 D'.
  by rewrite addr_ge0 // term_ge0 // (le_trans D'_ge0).
rewrite -ler_subl_addr sub0r -mulNr -[D' ^+ 2]sqrrN.
by apply: pair_le; rewrite ?oppr_gt0 // -subr_ge0 opprK.
Qed.

End Sign.

Section Swap.
Variables (R : rcfType) (G ddof : nat) (st : R).
Hypothesis st_ge0 : 0 <= st.
Let c : R := 2%:R^-1 / (G - ddof)%:R.
Let half : 2%:R * 2%:R^-1 = 1 :> R. Proof. by rewrite divff // pnatr_eq0. Qed.

(* What the variance has besides the difference of two rewards. *)
Definition besides (x : 'I_G -> R) i j : R :=
  (\sum_(k | (k != i) && (k != j)) (x k - mean x) ^+ 2
   + 2%:R^-1 * (x i + x j - 2%:R * mean x) ^+ 2) / (G - ddof)%:R.

Lemma besides_ge0 x i j : 0 <= besides x i j.
Proof.
rewrite divr_ge0 ?ler0n //; apply: addr_ge0; last by rewrite mulr_ge0 ?invr_ge0 ?ler0n ?sqr_ge0.
by apply: sumr_ge0 => k _; exact: sqr_ge0.
Qed.

Lemma variance_pair x i j : i != j ->
  variance ddof x = besides x i j + c * (x i - x j) ^+ 2.
Proof.
move=> ij; rewrite /variance (bigD1 i) //= (bigD1 j) /=; last by rewrite eq_sym.
rewrite /besides /c /centred; set rest := \sum_(k | _) _; set d := (G - ddof)%:R^-1.
set m := mean x; set h := 2%:R^-1.
transitivity ((rest + (2%:R * h) * ((x i - m) ^+ 2 + (x j - m) ^+ 2)) * d).
  by rewrite half mul1r addrC addrA [in LHS]addrC addrA; congr (_ * d); ring_identity.
by ring_identity.
Qed.

Lemma standardized_difference x i j : i != j ->
  standardized ddof st x i - standardized ddof st x j =
  (x i - x j) / (Num.sqrt (besides x i j + c * (x i - x j) ^+ 2) + st).
Proof.
move=> ij; rewrite /standardized -mulrBl -variance_pair //; congr (_ / _).
by rewrite /centred opprB addrA subrK.
Qed.

(* Two groups that differ by how the same sum is split between i and j. *)
Lemma swap_ge0 (x y : 'I_G -> R) i j : i != j ->
  (forall k, k != i -> k != j -> y k = x k) -> x i + x j = y i + y j ->
  0 <= (x i - x j) + (y i - y j) ->
  0 <= (standardized ddof st x i - standardized ddof st x j)
     + (standardized ddof st y i - standardized ddof st y j).
Proof.
move=> ij same sum_same diff_ge0.
have mean_same : mean y = mean x.
  rewrite /mean (bigD1 i) //= (bigD1 j) /=; last by rewrite eq_sym.
  rewrite [in RHS](bigD1 i) //= [in RHS](bigD1 j) /=; last by rewrite eq_sym.
  rewrite !addrA sum_same; congr ((_ + _) / _).
  by apply: eq_bigr => k /andP[ki kj]; rewrite same.
have besides_same : besides y i j = besides x i j.
  rewrite /besides mean_same sum_same; congr ((_ + _) / _).
  by apply: eq_bigr => k /andP[ki kj]; rewrite same.
rewrite !standardized_difference // besides_same.
by apply: pair_ge0; rewrite ?besides_ge0 // /c mulr_ge0 // invr_ge0 ler0n.
Qed.

End Swap.
