(* One group of G completions: rewards, advantages, gradient.                 *)
(*                                                                            *)
(*   x : 'I_G -> R          the rewards of the group, R a real field          *)
(*   s : 'I_G -> V          the scores, V any left R-module                   *)
(*   mean x                 (1/G) sum_i x_i                                   *)
(*   centred x i            x_i - mean x                                      *)
(*   variance ddof x        sum_i (x_i - mean x)^2 / (G - ddof); ddof 0 is    *)
(*                          the population's, ddof 1 the sample's             *)
(*   constant x             all x_i are equal: the group is silent            *)
(*   average s              (1/G) sum_i s_i in V                              *)
(*   gradient A s           (1/G) sum_i A_i s_i, the group gradient           *)
(*                                                                            *)
(* Advantages, functions of the rewards:                                      *)
(*   reinforce x i          x_i                                               *)
(*   centred x i            x_i - mean x                (mean, Dr. GRPO)      *)
(*   leaveOneOut x i        x_i - mean of the others    (RLOO)                *)
(*   standardized ddof stabilizer x i                                         *)
(*                          (x_i - mean x) / (sqrt(variance) + stabilizer);   *)
(*                          R real closed, for the root                       *)
(*   linearAdvantage M x i  sum_j M i j x_j: the first three, with M =        *)
(*                          reinforceWeights, meanWeights,                    *)
(*                          leaveOneOutWeights (leaveOneOut_linear etc.)      *)
(*   weightTrace M          sum_i M i i and                                   *)
(*   weightEnergy M         sum_ij (M i j)^2: all that the laws of linear     *)
(*                          advantages ever need of the weights               *)
(*                                                                            *)
(* x / 0 = 0 in MathComp, so a group of size 0 has mean 0, and a constant     *)
(* group has standardized advantages 0 at stabilizer 0, where floating point  *)
(* gives NaN. Statements say where they need G > 0 or G > 1.                  *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realFieldType) (G : nat).
Implicit Types (x : 'I_G -> R) (M : 'I_G -> 'I_G -> R).

Definition mean x := (\sum_i x i) / G%:R.
Definition centred x i := x i - mean x.
Definition variance (ddof : nat) x :=
  (\sum_i centred x i ^+ 2) / (G - ddof)%:R.
Definition constant x := [forall i, forall j, x i == x j].

Definition average (V : lmodType R) (s : 'I_G -> V) := G%:R^-1 *: \sum_i s i.
Definition gradient (V : lmodType R) x (s : 'I_G -> V) :=
  average (fun i => x i *: s i).

Definition reinforce x i := x i.
Definition leaveOneOut x i := x i - (\sum_(j | j != i) x j) / (G.-1)%:R.

Definition linearAdvantage M x i := \sum_j M i j * x j.
Definition reinforceWeights (i j : 'I_G) : R := (i == j)%:R.
Definition meanWeights (i j : 'I_G) : R := (i == j)%:R - G%:R^-1.
Definition leaveOneOutWeights (i j : 'I_G) : R :=
  G%:R / (G.-1)%:R * meanWeights i j.

Definition weightTrace M := \sum_i M i i.
Definition weightEnergy M := \sum_i \sum_j M i j ^+ 2.

End Definitions.

Definition standardized (R : rcfType) (G ddof : nat) (stabilizer : R)
  (x : 'I_G -> R) (i : 'I_G) :=
  centred x i / (Num.sqrt (variance ddof x) + stabilizer).

Section Centring.
Variables (R : realFieldType) (G : nat).
Hypothesis G_gt0 : (0 < G)%N.
Implicit Types x y : 'I_G -> R.

Lemma size_neq0 : G%:R != 0 :> R.
Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma eq_mean x y : x =1 y -> mean x = mean y.
Proof. by move=> xy; congr (_ / _); apply: eq_bigr => i _; rewrite xy. Qed.

Lemma eq_centred x y : x =1 y -> centred x =1 centred y.
Proof. by move=> xy i; rewrite /centred xy (eq_mean xy). Qed.

Lemma eq_variance ddof x y : x =1 y -> variance ddof x = variance ddof y.
Proof.
by move=> xy; congr (_ / _); apply: eq_bigr => i _; rewrite (eq_centred xy).
Qed.

Lemma meanD x y : mean (fun i => x i + y i) = mean x + mean y.
Proof. by rewrite /mean big_split mulrDl. Qed.

Lemma meanZ a x : mean (fun i => a * x i) = a * mean x.
Proof. by rewrite /mean -mulr_sumr mulrA. Qed.

Lemma mean_const (a : R) : mean (fun _ : 'I_G => a) = a.
Proof.
by rewrite /mean sumr_const card_ord -[a *+ _]mulr_natr mulfK ?size_neq0.
Qed.

Lemma sum_mean x : \sum_i x i = G%:R * mean x.
Proof. by rewrite /mean mulrC divfK ?size_neq0. Qed.

Lemma centredD x y i : centred (fun i => x i + y i) i = centred x i + centred y i.
Proof. by rewrite /centred meanD opprD addrACA. Qed.

Lemma centredZ a x i : centred (fun i => a * x i) i = a * centred x i.
Proof. by rewrite /centred meanZ mulrBr. Qed.

Lemma centred_const (a : R) (i : 'I_G) : centred (fun=> a) i = 0.
Proof. by rewrite /centred mean_const subrr. Qed.

Lemma sum_centred x : \sum_i centred x i = 0.
Proof.
by rewrite sumrB sumr_const card_ord -[mean x *+ _]mulr_natl sum_mean subrr.
Qed.

(* Cross terms of two centred families need to centre only one of them. *)
Lemma sum_centred_mul x y :
  \sum_i centred x i * centred y i = \sum_i centred x i * y i.
Proof.
rewrite (eq_bigr (fun i => centred x i * y i - centred x i * mean y)).
  by rewrite sumrB -mulr_suml sum_centred mul0r subr0.
by move=> i _; rewrite mulrBr.
Qed.

(* sum (x_i - mean x)^2 = sum x_i^2 - G (mean x)^2 *)
Lemma sum_centred_sq x :
  \sum_i centred x i ^+ 2 = \sum_i x i ^+ 2 - G%:R * mean x ^+ 2.
Proof.
transitivity (\sum_i centred x i * centred x i); first by [].
rewrite sum_centred_mul.
transitivity (\sum_i (x i ^+ 2 - mean x * x i)).
  by apply: eq_bigr => i _; rewrite mulrBl.
by rewrite sumrB -mulr_sumr (sum_mean x) mulrCA.
Qed.

Lemma variance_ge0 ddof x : 0 <= variance ddof x.
Proof. by rewrite divr_ge0 ?ler0n // sumr_ge0 // => i _; apply: sqr_ge0. Qed.

Lemma constantP x : reflect (forall i, centred x i = 0) (constant x).
Proof.
apply: (iffP idP) => [eq_x i | x0].
  have xE : x =1 (fun=> x i).
    by move=> j; apply/eqP; move/forallP: eq_x => /(_ j) /forallP /(_ i).
  by rewrite (eq_centred xE) centred_const.
have xE i : x i = mean x by apply/eqP; rewrite -subr_eq0; apply/eqP/x0.
by apply/forallP => i; apply/forallP => j; rewrite !xE.
Qed.

(* A group is constant exactly when its squared deviations sum to 0. *)
Lemma constant_sum_sq x : constant x = (\sum_i centred x i ^+ 2 == 0).
Proof.
apply/constantP/eqP => [x0 | sum0 i].
  by apply: big1 => i _; rewrite x0 expr0n.
have := psumr_eq0P (fun i _ => sqr_ge0 (centred x i)) sum0 => /(_ i isT) /eqP.
by rewrite sqrf_eq0 => /eqP.
Qed.

End Centring.

(* ---- The group gradient ---- *)

Section Gradient.
Variables (R : realFieldType) (G : nat) (V : lmodType R).
Implicit Types (x y : 'I_G -> R) (s : 'I_G -> V).

Lemma eq_gradient x y s : x =1 y -> gradient x s = gradient y s.
Proof. by move=> xy; congr (_ *: _); apply: eq_bigr => i _; rewrite xy. Qed.

Lemma gradientD x y s :
  gradient (fun i => x i + y i) s = gradient x s + gradient y s.
Proof.
rewrite /gradient /average -scalerDr -big_split; congr (_ *: _).
by apply: eq_bigr => i _; rewrite scalerDl.
Qed.

Lemma gradientZ a x s : gradient (fun i => a * x i) s = a *: gradient x s.
Proof.
rewrite /gradient /average !scalerA mulrC -scalerA; congr (_ *: _).
by rewrite scaler_sumr; apply: eq_bigr => i _; rewrite scalerA.
Qed.

(* Centring the advantages or the scores gives the same gradient. *)
Lemma gradient_centred x s : (0 < G)%N ->
  gradient (centred x) s = gradient x (fun i => s i - average s).
Proof.
move=> G_gt0; congr (_ *: _).
transitivity (\sum_i x i *: s i - mean x *: \sum_i s i).
  by rewrite scaler_sumr -sumrB; apply: eq_bigr => i _; rewrite scalerBl.
rewrite [RHS](eq_bigr (fun i => x i *: s i - x i *: average s)).
  by rewrite sumrB -scaler_suml /mean /average scalerA.
by move=> i _; rewrite scalerBr.
Qed.

End Gradient.

(* ---- Linear advantages ---- *)

Section Linear.
Variables (R : realFieldType) (G : nat).
Implicit Types (x y : 'I_G -> R) (M : 'I_G -> 'I_G -> R).

Lemma linearAdvantageD M x y i :
  linearAdvantage M (fun j => x j + y j) i = linearAdvantage M x i + linearAdvantage M y i.
Proof.
by rewrite /linearAdvantage -big_split; apply: eq_bigr => j _; rewrite mulrDr.
Qed.

(* sum_j [i = j] x_j = x_i *)
Lemma sum_delta (i : 'I_G) x : \sum_j (i == j)%:R * x j = x i.
Proof.
rewrite (bigD1 i) //= eqxx mul1r big1 ?addr0 // => j.
by rewrite eq_sym => /negbTE ->; rewrite mul0r.
Qed.

Lemma reinforce_linear x : reinforce x =1 linearAdvantage (@reinforceWeights R G) x.
Proof. by move=> i; rewrite /linearAdvantage sum_delta. Qed.

Lemma centred_linear x : centred x =1 linearAdvantage (@meanWeights R G) x.
Proof.
move=> i; rewrite /linearAdvantage (eq_bigr (fun j => (i == j)%:R * x j - G%:R^-1 * x j)).
  by rewrite sumrB sum_delta -mulr_sumr mulrC.
by move=> j _; rewrite mulrBl.
Qed.

Lemma size_pred : (0 < G)%N -> G.-1%:R = G%:R - 1 :> R.
Proof. by case: G => // n _; rewrite mulrSr addrK. Qed.

Lemma pred_neq0 : (1 < G)%N -> G%:R - 1 != 0 :> R.
Proof. by case: G => [|[|n]] // _; rewrite mulrSr addrK pnatr_eq0. Qed.

(* Leaving oneself out of the baseline rescales the mean advantage. *)
Lemma leaveOneOut_centred x i : (1 < G)%N ->
  leaveOneOut x i = G%:R / (G.-1)%:R * centred x i.
Proof.
move=> G_gt1; have G_gt0 := ltnW G_gt1.
apply: (mulfI (pred_neq0 G_gt1)); rewrite /leaveOneOut size_pred //.
transitivity (G%:R * x i - \sum_j x j).
  rewrite mulrBr [X in _ - X]mulrC divfK ?pred_neq0 // [in RHS](bigD1 i) //=.
  by rewrite mulrBl mul1r opprD addrA.
by rewrite mulrA mulrCA mulfV ?pred_neq0 // mulr1 mulrBr -sum_mean.
Qed.

Lemma leaveOneOut_linear x : (1 < G)%N ->
  leaveOneOut x =1 linearAdvantage (@leaveOneOutWeights R G) x.
Proof.
move=> G_gt1 i; rewrite leaveOneOut_centred // centred_linear /linearAdvantage mulr_sumr.
by apply: eq_bigr => j _; rewrite mulrA.
Qed.

(* ---- Their two numbers ---- *)

Lemma trace_reinforce : weightTrace (@reinforceWeights R G) = G%:R.
Proof.
rewrite /weightTrace (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => i _.
by rewrite /reinforceWeights eqxx.
Qed.

Lemma trace_mean : (0 < G)%N -> weightTrace (@meanWeights R G) = G%:R - 1.
Proof.
move=> G_gt0; rewrite /weightTrace (eq_bigr (fun=> 1 - G%:R^-1)) => [|i _].
  rewrite sumr_const card_ord -[LHS]mulr_natl mulrBr mulr1 mulfV //.
  exact: size_neq0.
by rewrite /meanWeights eqxx.
Qed.

Lemma trace_leaveOneOut : (1 < G)%N -> weightTrace (@leaveOneOutWeights R G) = G%:R.
Proof.
move=> G_gt1; have G_gt0 := ltnW G_gt1.
by rewrite /weightTrace -mulr_sumr -/(weightTrace _) trace_mean // size_pred // divfK ?pred_neq0.
Qed.

Lemma energy_reinforce : weightEnergy (@reinforceWeights R G) = G%:R.
Proof.
rewrite -trace_reinforce; apply: eq_bigr => i _.
by apply: etrans (sum_delta i (@reinforceWeights R G i)).
Qed.

(* The centring matrix is a symmetric projection: its energy is its trace. *)
Lemma energy_mean : (0 < G)%N -> weightEnergy (@meanWeights R G) = G%:R - 1.
Proof.
move=> G_gt0; rewrite -trace_mean //; apply: eq_bigr => i _.
pose row (j : 'I_G) : R := (i == j)%:R.
have mean_row : mean row = G%:R^-1.
  rewrite /mean (eq_bigr (fun j => row j * 1)) => [|j _]; last by rewrite mulr1.
  by rewrite sum_delta mul1r.
rewrite (eq_bigr (fun j => centred row j ^+ 2)) => [|j _]; last first.
  by rewrite /meanWeights /centred mean_row.
rewrite sum_centred_sq // mean_row expr2 mulrA mulfV ?size_neq0 // mul1r.
by congr (_ - _); apply: etrans (sum_delta i row).
Qed.

Lemma energy_leaveOneOut : (1 < G)%N ->
  weightEnergy (@leaveOneOutWeights R G) = G%:R ^+ 2 / (G%:R - 1).
Proof.
move=> G_gt1; have G_gt0 := ltnW G_gt1.
rewrite /weightEnergy (eq_bigr (fun i => (G%:R / (G.-1)%:R) ^+ 2
    * \sum_j meanWeights R i j ^+ 2)) => [|i _]; last first.
  by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite exprMn.
rewrite -mulr_sumr -/(weightEnergy _) energy_mean // size_pred // expr_div_n.
by rewrite -mulrA; congr (_ * _); rewrite expr2 invfM divfK ?pred_neq0.
Qed.

End Linear.
