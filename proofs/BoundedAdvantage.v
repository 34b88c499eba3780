(* A standardized advantage is bounded, with or without dither: Samuelson's   *)
(* inequality, its case of equality and its strict form.                      *)
(*                                                                            *)
(*   x : 'I_G -> R          the rewards of a group as they are standardized;  *)
(*                          with dither x = r + e, e ANY realisation of noise *)
(*   bound ddof             sqrt (G - 1) for ddof 0, (G - 1) / sqrt G for 1   *)
(*   deviation ddof x       the standard deviation                            *)
(*   squares x              sum_i (x_i - mean x)^2                            *)
(*   defect x i             what Cauchy-Schwarz loses; 0 iff the others agree *)
(*                                                                            *)
(* Proved, for G > 1, ddof 0 or 1: |A_i| <= bound whatever the rewards, the   *)
(* noise and the stabilizer >= 0; |A_i| < bound if two of the others differ;  *)
(* A_i = bound for a lone success at stabilizer 0.                            *)
(*                                                                            *)
(* Without the hypotheses: a negative stabilizer close to - deviation makes   *)
(* A as large as you like; so does ddof >= 2 or the deviation of the others;  *)
(* at G = 1 both sides are 0 here and 0/0 in floating point.                  *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section BoundedAdvantage.

Variable R : rcfType.
Variable G : nat.
Implicit Types (x r e : 'I_G -> R) (i j k : 'I_G).

Definition squares x : R := \sum_i centred x i ^+ 2.
Definition deviation (ddof : nat) x : R := Num.sqrt (variance ddof x).

Lemma sum_others i (c : R) : \sum_(j | j != i) c = (G%:R - 1) * c.
Proof.
have whole := sumr_const 'I_G c; rewrite card_ord (bigD1 i) //= in whole.
by rewrite mulrBl mul1r mulr_natl -whole addrC addKr.
Qed.

Definition bound (ddof : nat) : R :=
  if ddof == 0%N then Num.sqrt (G%:R - 1) else (G%:R - 1) / Num.sqrt G%:R.

(* The others' squared distances from their own mean, each times G - 1: what *)
(* Cauchy-Schwarz loses.                                                      *)
Definition defect x i : R :=
  \sum_(j | j != i) ((G%:R - 1) * centred x j + centred x i) ^+ 2.

Lemma defectE x i :
  defect x i = (G%:R - 1) * ((G%:R - 1) * squares x - G%:R * centred x i ^+ 2).
Proof.
set y := centred x.
have others : \sum_(j | j != i) y j = - y i.
  apply/eqP; rewrite -addr_eq0 addrC -[_ + _](bigD1 i (P := predT)) //= sum_centred //.
  exact: leq_ltn_trans (ltn_ord i).
have squared : \sum_(j | j != i) y j ^+ 2 = squares x - y i ^+ 2.
  by rewrite /squares [in RHS](bigD1 i) //= addrC addKr.
have count : \sum_(j | j != i) y i ^+ 2 = (G%:R - 1) * y i ^+ 2 := sum_others _ _.
transitivity ((G%:R - 1) ^+ 2 * (\sum_(j | j != i) y j ^+ 2)
  + 2%:R * (G%:R - 1) * y i * (\sum_(j | j != i) y j) + \sum_(j | j != i) y i ^+ 2).
  rewrite /defect -/y !mulr_sumr -!big_split /=; apply: eq_bigr => j _; ring_identity.
rewrite others squared count; ring_identity.
Qed.

Lemma defect_ge0 x i : 0 <= defect x i.
Proof. by apply: sumr_ge0 => j _; exact: sqr_ge0. Qed.

Section LargeEnough.

Hypothesis two_or_more : (1 < G)%N.
Variable ddof : nat.
Hypothesis convention : (ddof <= 1)%N.

Let G_gt0 : 0 < G%:R :> R. Proof. by rewrite ltr0n (ltn_trans _ two_or_more). Qed.
Let others_gt0 : 0 < G%:R - 1 :> R. Proof. by rewrite subr_gt0 ltr1n. Qed.
Let divisor_gt0 : 0 < (G - ddof)%:R :> R.
Proof. by rewrite ltr0n subn_gt0 (leq_ltn_trans convention). Qed.

Lemma bound_ge0 : 0 <= bound ddof.
Proof. by rewrite /bound; case: eqP => _; rewrite ?divr_ge0 ?sqrtr_ge0 // ltW. Qed.

Lemma bound_sqr : bound ddof ^+ 2 = (G%:R - 1) * (G - ddof)%:R / G%:R.
Proof.
move: convention; rewrite /bound; case: ddof => [|[|//]] _ /=.
  by rewrite sqr_sqrtr ?(ltW others_gt0) // subn0 mulfK // gt_eqF.
by rewrite expr_div_n sqr_sqrtr ?(ltW G_gt0) // natrB ?(ltnW two_or_more).
Qed.

Lemma deviation_ge0 x : 0 <= deviation ddof x. Proof. exact: sqrtr_ge0. Qed.

Lemma bound_deviation_sqr x :
  (bound ddof * deviation ddof x) ^+ 2 = (G%:R - 1) * squares x / G%:R.
Proof.
rewrite exprMn bound_sqr sqr_sqrtr ?variance_ge0 // /variance -/(squares x).
have cancel : (G - ddof)%:R * (G - ddof)%:R^-1 = 1 :> R by rewrite divff // gt_eqF.
rewrite -[RHS]mulr1 -[X in _ = _ * X]cancel; ring_identity.
Qed.

Let bound_deviation_ge0 x : 0 <= bound ddof * deviation ddof x.
Proof. by rewrite mulr_ge0 ?bound_ge0 ?deviation_ge0. Qed.

(* The bound on a centred reward, and the case of equality, in one line. *)
Lemma gapE x i : defect x i =
  (G%:R - 1) * G%:R * ((bound ddof * deviation ddof x) ^+ 2 - `|centred x i| ^+ 2).
Proof.
rewrite bound_deviation_sqr defectE -normrX ger0_norm ?sqr_ge0 //.
have cancel : G%:R * G%:R^-1 = 1 :> R by rewrite divff // gt_eqF.
transitivity ((G%:R - 1) * ((G%:R - 1) * squares x * (G%:R * G%:R^-1)
  - G%:R * centred x i ^+ 2)); first by rewrite cancel mulr1.
ring_identity.
Qed.

Lemma centred_le x i : `|centred x i| <= bound ddof * deviation ddof x.
Proof.
rewrite -ler_sqr ?nnegrE // -subr_ge0.
have := defect_ge0 x i; rewrite gapE pmulr_rge0 //.
by rewrite mulr_gt0.
Qed.

Lemma centred_lt x i j k : j != i -> k != i -> x j != x k ->
  `|centred x i| < bound ddof * deviation ddof x.
Proof.
move=> ji ki differ; rewrite -ltr_sqr ?nnegrE // -subr_gt0.
suff : 0 < defect x i by rewrite gapE pmulr_rgt0 // mulr_gt0.
rewrite lt_neqAle defect_ge0 andbT eq_sym; apply/negP => /eqP/psumr_eq0P zero.
have level l : l != i -> (G%:R - 1) * centred x l = - centred x i.
  move=> li; apply/eqP; rewrite -addr_eq0 -sqrf_eq0; apply/eqP.
  by apply: zero => // m _; exact: sqr_ge0.
have /(mulfI (lt0r_neq0 others_gt0)) : (G%:R - 1) * centred x j = (G%:R - 1) * centred x k.
  by rewrite !level.
by move/addIr => /eqP; rewrite (negbTE differ).
Qed.

Lemma advantage_le (stabilizer : R) x i : 0 <= stabilizer ->
  `|standardized ddof stabilizer x i| <= bound ddof.
Proof.
move=> s_ge0; rewrite /standardized normrM normfV.
have : 0 <= deviation ddof x + stabilizer by rewrite addr_ge0 ?deviation_ge0.
rewrite le_eqVlt => /orP[/eqP<-|D_gt0]; first by rewrite normr0 invr0 mulr0 bound_ge0.
rewrite (gtr0_norm D_gt0) ler_pdivr_mulr //.
apply: le_trans (centred_le x i) _.
by rewrite ler_wpmul2l ?bound_ge0 // ler_addl.
Qed.

Lemma advantage_lt (stabilizer : R) x i j k : 0 <= stabilizer ->
  j != i -> k != i -> x j != x k ->
  `|standardized ddof stabilizer x i| < bound ddof.
Proof.
move=> s_ge0 ji ki differ; rewrite /standardized normrM normfV.
have strict := centred_lt ji ki differ.
have S_gt0 : 0 < deviation ddof x.
  rewrite lt_neqAle deviation_ge0 andbT eq_sym; apply: contraTneq strict => ->.
  by rewrite mulr0 -leNgt.
have D_gt0 : 0 < deviation ddof x + stabilizer by rewrite ltr_paddr.
rewrite (gtr0_norm D_gt0) ltr_pdivr_mulr //.
apply: lt_le_trans strict _.
by rewrite ler_wpmul2l ?bound_ge0 // ler_addl.
Qed.

Lemma lone_success x i (u v : R) : u < v -> x i = v -> (forall j, j != i -> x j = u) ->
  standardized ddof 0 x i = bound ddof.
Proof.
move=> uv xi others.
set y := centred x i.
have level j : j != i -> centred x j = y - (v - u).
  by move=> ji; rewrite /y /centred xi others //; ring_identity.
have balance : (G%:R - 1) * (y - (v - u)) = - y.
  have := sum_centred (ltnW two_or_more) x.
  rewrite (bigD1 i) //= (eq_bigr (fun=> y - (v - u)) level) sum_others => total.
  by apply/eqP; rewrite -addr_eq0 addrC total.
have y_gt0 : 0 < y.
  rewrite -(pmulr_rgt0 _ G_gt0).
  have -> : G%:R * y = (G%:R - 1) * (v - u).
    apply/eqP; rewrite -subr_eq0; apply/eqP.
    transitivity ((G%:R - 1) * (y - (v - u)) + y); first by ring_identity.
    by rewrite balance addNr.
  by rewrite mulr_gt0 // subr_gt0.
have no_defect : defect x i = 0.
  rewrite /defect big1 // => j ji.
  by rewrite level // balance addNr expr0n.
have : y = bound ddof * deviation ddof x.
  apply/eqP; rewrite -[y]gtr0_norm // -(eqr_expn2 (n := 2)) // eq_sym -subr_eq0.
  move/eqP: no_defect; rewrite (gapE x i) !mulf_eq0 -orbA => /or3P[||//].
  - by rewrite (gt_eqF others_gt0).
  - by rewrite (gt_eqF G_gt0).
move=> yE; rewrite /standardized addr0 -/y [in LHS]yE mulfK //.
by apply: contraTneq y_gt0; rewrite yE => ->; rewrite mulr0 ltxx.
Qed.

End LargeEnough.

Theorem BoundedAdvantage (ddof : nat) : (1 < G)%N -> (ddof <= 1)%N ->
  [/\ forall (stabilizer : R) r e i, 0 <= stabilizer ->
        `|standardized ddof stabilizer (fun j => r j + e j) i| <= bound ddof,
      forall (stabilizer : R) x i j k, 0 <= stabilizer -> j != i -> k != i -> x j != x k ->
        `|standardized ddof stabilizer x i| < bound ddof
    & forall x i (u v : R), u < v -> x i = v -> (forall j, j != i -> x j = u) ->
        standardized ddof 0 x i = bound ddof].
Proof.
move=> two_or_more convention; split.
- by move=> stabilizer r e i; apply: advantage_le.
- move=> stabilizer x i j k s_ge0 ji ki differ.
  exact: (advantage_lt two_or_more convention s_ge0 ji ki differ).
- by move=> x i u v; apply: lone_success.
Qed.

End BoundedAdvantage.

(* The bound is attained: one right completion of four has advantage sqrt 3.  *)
Example one_of_four (R : rcfType) :
  standardized 0 0 (fun j : 'I_4 => (j == 0)%:R : R) 0 = Num.sqrt (4%:R - 1).
Proof.
case: (@BoundedAdvantage R 4 0) => // _ _ /(_ _ 0 0 1) -> //; first exact: ltr01.
by move=> j /negbTE ->.
Qed.
