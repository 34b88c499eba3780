(* Does dither turn the expected advantages? Two levels: no. Three: it can.   *)
(*                                                                            *)
(*   r : 'I_G -> R          the rewards; noise i t, t of law P: the dither,   *)
(*                          exchangeable, as iid noise is (Noise.v)           *)
(*   symmetric A            A commutes with permutations of the group, as     *)
(*                          every advantage of the house does                 *)
(*   expected A P noise r i E[A(r + noise)_i]                                 *)
(*                                                                            *)
(*   turned                 the expected advantages of the counter-example    *)
(*   tilt x                 the part of x across the rewards of it            *)
(*                                                                            *)
(* Proved: with two reward levels, exchangeable noise and symmetric A the     *)
(* centred expected advantages are a multiple of the centred rewards, and so  *)
(* are the expected advantages themselves if A always sums to 0; of           *)
(* standardized advantages the factor is never negative. With three           *)
(* levels this fails: G = 3, r = (0, 16, 55), noise +-49/2 by fair coins,     *)
(* standardized advantages. The numbers make all standard deviations          *)
(* rational multiples of sqrt 2 and sqrt 6, so exact arithmetic decides.      *)
(*                                                                            *)
(* Without the hypotheses: noise on one completion only turns the direction   *)
(* with two levels too (r = (1,0,0), noise 1 on the second: two completions   *)
(* of equal reward get different advantages); so does an advantage that looks *)
(* at the order of the completions.                                           *)

From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From ReDit Require Import CommutativeRing FiniteProbability Group Noise Standardized.
From ReDit Require Import StandardizedPair.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition symmetric (R : realFieldType) (G : nat) (A : {ffun 'I_G -> R} -> 'I_G -> R) : Prop :=
  forall (p : {perm 'I_G}) (x : {ffun 'I_G -> R}) i, A [ffun j => x (p j)] i = A x (p i).

Section TwoLevels.

Variables (R : realFieldType) (T : finType) (P : distribution R T) (G : nat).
Variables (noise : 'I_G -> T -> R) (A : {ffun 'I_G -> R} -> 'I_G -> R).
Hypothesis noise_exchangeable : exchangeable P noise.
Hypothesis A_symmetric : symmetric A.

Definition expected (r : 'I_G -> R) i : R := expect P (fun t => A [ffun j => r j + noise j t] i).

(* A permutation that the rewards do not notice, the expectations do not      *)
(* notice either.                                                             *)
Lemma expected_permuted r (p : {perm 'I_G}) i : (forall j, r (p j) = r j) ->
  expected r (p i) = expected r i.
Proof.
move=> unnoticed.
pose f (y : {ffun 'I_G -> R}) := A [ffun j => r j + y j] i.
transitivity (expect P (fun t => f [ffun k => noise (p k) t])).
  apply: eq_expect => t; rewrite -A_symmetric; congr (A _ i).
  by apply/ffunP => j; rewrite !ffunE unnoticed.
rewrite noise_exchangeable; apply: eq_expect => t; congr (A _ i).
by apply/ffunP => j; rewrite !ffunE.
Qed.

Lemma expected_level r i j : r i = r j -> expected r i = expected r j.
Proof.
move=> same_reward; rewrite -(tpermR i j); apply: expected_permuted => k.
by case: tpermP => [->|->|].
Qed.

Variables (correct : pred 'I_G) (low high : R).
Hypothesis distinct : low < high.
Let r i := if correct i then high else low.

Lemma expected_affine : exists slope offset, forall i, expected r i = slope * r i + offset.
Proof.
have gap_neq0 : high - low != 0 by rewrite subr_eq0 gt_eqF.
have level (C : pred 'I_G) (x : R) : (forall i, C i -> r i = x) ->
    exists value, forall i, C i -> expected r i = value.
  move=> sameC; case: (pickP C) => [i iC|none]; last first.
    by exists 0 => i; rewrite none.
  by exists (expected r i) => j jC; apply: expected_level; rewrite !sameC.
have [right right_level] := level correct high (fun i iC => ifT _ _ iC).
have [wrong wrong_level] := level (predC correct) low (fun i iW => ifN _ _ iW).
exists ((right - wrong) / (high - low)), (wrong - (right - wrong) / (high - low) * low) => i.
case: (boolP (correct i)) => iC; last by rewrite wrong_level // /r (negbTE iC); ring_identity.
rewrite right_level // /r iC.
transitivity ((right - wrong) * ((high - low) / (high - low)) + wrong); last by ring_identity.
by rewrite divff // mulr1 subrK.
Qed.

Lemma two_levels : (0 < G)%N ->
  exists kappa, (forall i, centred (expected r) i = kappa * centred r i) /\
    ((forall x, \sum_i A x i = 0) -> forall i, expected r i = kappa * centred r i).
Proof.
move=> G_gt0; case: expected_affine => kappa [offset affine]; exists kappa.
have parallel i : centred (expected r) i = kappa * centred r i.
  rewrite (eq_centred affine) centredD centred_const // addr0; exact: centredZ.
split=> // balanced i; rewrite -parallel /centred.
suff -> : mean (expected r) = 0 by rewrite subr0.
rewrite /mean /expected -expect_sum (eq_expect P (Y := fun=> 0)) ?expect_const ?mul0r //.
Qed.

End TwoLevels.

Lemma standardized_symmetric (R : rcfType) G ddof (stabilizer : R) : (0 < G)%N ->
  symmetric (fun x : {ffun 'I_G -> R} => standardized ddof stabilizer x).
Proof.
move=> G_gt0 p x i; rewrite -standardized_perm //.
by apply: eq_standardized => j; rewrite ffunE.
Qed.

(* The factor is never negative: exchanging the noises of a right and a wrong *)
(* completion, their advantages keep their order on average.                  *)
Section NotTurnedBack.

Variables (R : rcfType) (T : finType) (P : distribution R T) (G ddof : nat) (st : R).
Variables (noise : 'I_G -> T -> R) (correct : pred 'I_G) (low high : R).
Hypothesis noise_exchangeable : exchangeable P noise.
Hypothesis st_ge0 : 0 <= st.
Hypothesis distinct : low < high.
Let r i := if correct i then high else low.
Let A (x : {ffun 'I_G -> R}) i := standardized ddof st x i.

Lemma expected_ordered i j : correct i -> ~~ correct j ->
  expected P noise A r j <= expected P noise A r i.
Proof.
move=> iC jW; have ij : i != j by apply: contraNneq jW => <-.
pose f (y : {ffun 'I_G -> R}) := A [ffun k => r k + y k] i - A [ffun k => r k + y k] j.
pose X t := f [ffun k => noise k t]; pose Y t := f [ffun k => noise (tperm i j k) t].
have differenceE : expected P noise A r i - expected P noise A r j = expect P X.
  rewrite /expected -expectB; apply: eq_expect => t.
  by rewrite /X /f; congr (A _ _ - A _ _); apply/ffunP => k; rewrite !ffunE.
have sameE : expect P Y = expect P X by exact: noise_exchangeable.
rewrite -subr_ge0 differenceE -(pmulr_rge0 _ (ltr0Sn R 1)) mulr_natl mulr2n -{2}sameE -expectD.
apply: expect_ge0 => t; apply: swap_ge0 => //.
- by move=> k ki kj; rewrite !ffunE tpermD // eq_sym.
- by rewrite !ffunE tpermL tpermR; ring_identity.
rewrite !ffunE tpermL tpermR /r iC (negbTE jW).
have -> : high + noise i t - (low + noise j t) + (high + noise j t - (low + noise i t))
    = (high - low) + (high - low) by ring_identity.
by rewrite addr_ge0 // subr_ge0 ltW.
Qed.

Lemma standardized_direction : (0 < G)%N ->
  exists2 kappa, 0 <= kappa & forall i, expected P noise A r i = kappa * centred r i.
Proof.
move=> G_gt0.
have [kappa [_ direction]] := two_levels noise_exchangeable
  (standardized_symmetric ddof st G_gt0) correct distinct G_gt0.
have parallel i : expected P noise A r i = kappa * centred r i.
  by apply: direction => x; exact: sum_standardized.
case: (pickP correct) => [i iC|no_right]; last first.
  exists 0 => // j; rewrite mul0r parallel.
  suff -> : centred r j = 0 by rewrite mulr0.
  rewrite (eq_centred (y := fun=> low)) ?centred_const // => k; by rewrite /r no_right.
case: (pickP (predC correct)) => [j jW|no_wrong]; last first.
  exists 0 => // j; rewrite mul0r parallel.
  suff -> : centred r j = 0 by rewrite mulr0.
  rewrite (eq_centred (y := fun=> high)) ?centred_const // => k.
  by have /negbFE := no_wrong k; rewrite /r => ->.
exists kappa => //; have ordered := expected_ordered iC jW.
have : 0 <= kappa * (centred r i - centred r j) by rewrite mulrBr subr_ge0 -!parallel.
by rewrite /centred opprB addrA subrK /r iC (negbTE jW) pmulr_lge0 // subr_gt0.
Qed.

End NotTurnedBack.

(* Both hypotheses hold for iid noise. *)
Lemma iid_direction (R : rcfType) (O : finType) (P : distribution R O) (h : O -> R)
    G ddof (stabilizer : R) (correct : pred 'I_G) (low high : R) :
  0 <= stabilizer -> low < high -> (0 < G)%N ->
  let r i := if correct i then high else low in
  exists2 kappa, 0 <= kappa & forall i, expected (iid P G) (iidNoise h)
    (fun x : {ffun 'I_G -> R} => standardized ddof stabilizer x) r i = kappa * centred r i.
Proof.
move=> st_ge0 distinct G_gt0 r.
exact: (standardized_direction ddof correct (iid_exchangeable P (G := G) h) st_ge0 distinct G_gt0).
Qed.

(* ---- Three levels: an exact counter-example ---- *)

Section ThreeLevels.

Variable R : rcfType.

Definition three (a b c : R) (i : 'I_3) : R := nth 0 [:: a; b; c] i.
Definition coin : distribution R bool_finType := uniform R (true : bool_finType).
Definition fair (b : bool) : R := 49%:R * (b%:R - 2%:R^-1).
Definition levels : 'I_3 -> R := three 0 16%:R 55%:R.
(* Orthogonal to (1, 1, 1) and to the rewards: it sees a turn and nothing else. *)
Definition normal : 'I_3 -> R := three 39%:R (- 55%:R) 16%:R.
Definition tilt (x : 'I_3 -> R) : R := \sum_i normal i * x i.
Definition turned : 'I_3 -> R :=
  expected (iid coin 3) (iidNoise fair)
    (fun x : {ffun 'I_3 -> R} => standardized 0 0 x) levels.

Lemma sum3 (f : 'I_3 -> R) : \sum_i f i = f 0 + f 1 + f 2%:R.
Proof.
rewrite !big_ord_recl big_ord0 addr0 addrA.
by congr (_ + f _ + f _); apply: val_inj.
Qed.

Let third : 3%:R * 3%:R^-1 = 1 :> R. Proof. by rewrite divff // pnatr_eq0. Qed.
Let half : 2%:R * 2%:R^-1 = 1 :> R. Proof. by rewrite divff // pnatr_eq0. Qed.

Lemma variance3 a b c : variance 0 (three a b c) =
  2%:R * 3%:R^-1 ^+ 2 * ((b - a) ^+ 2 + (b - a) * (c - b) + (c - b) ^+ 2).
Proof.
rewrite /variance sum3 /centred /mean sum3 /three /= subn0.
set t := 3%:R^-1.
transitivity ((((3%:R * t) * a - (a + b + c) * t) ^+ 2 + ((3%:R * t) * b - (a + b + c) * t) ^+ 2
  + ((3%:R * t) * c - (a + b + c) * t) ^+ 2) * t).
  by rewrite third !mul1r.
transitivity (2%:R * t ^+ 2 * (3%:R * t)
  * ((b - a) ^+ 2 + (b - a) * (c - b) + (c - b) ^+ 2)); last by rewrite third mulr1.
ring_identity.
Qed.

Lemma tilt3 a b c : tilt (three a b c) = 39%:R * a - 55%:R * b + 16%:R * c.
Proof. by rewrite /tilt sum3 /normal /three /=; ring_identity. Qed.

Lemma tilt_const (c : R) : tilt (fun=> c) = 0.
Proof. by rewrite /tilt sum3 /normal /three /=; ring_identity. Qed.

Lemma tilt_centred x : tilt (centred x) = tilt x.
Proof.
rewrite -[RHS]subr0 -(tilt_const (mean x)) /tilt -sumrB.
by apply: eq_bigr => i _; rewrite -mulrBr.
Qed.

Lemma tilt_standardized x S q : 0 < S -> variance 0 x = S ^+ 2 -> tilt x = q * S ->
  tilt (standardized 0 0 x) = q.
Proof.
move=> S_gt0 spread along; rewrite /standardized spread sqrtr_sqr gtr0_norm // addr0.
transitivity (tilt (centred x) / S).
  by rewrite /tilt mulr_suml; apply: eq_bigr => i _; rewrite mulrA.
by rewrite tilt_centred along mulfK // gt_eqF.
Qed.

(* The expectation over three coins, written out. *)
Lemma expect_coins (X : {ffun 'I_3 -> bool} -> R) (f : bool -> bool -> bool -> R) :
  (forall t, X t = f (t 0) (t 1) (t 2%:R)) ->
  expect (iid coin 3) X = 2%:R^-1 ^+ 3 * \sum_a \sum_b \sum_c f a b c.
Proof.
move=> XE; pose pack (p : bool * bool * bool) : {ffun 'I_3 -> bool} :=
  [ffun i : 'I_3 => nth false [:: p.1.1; p.1.2; p.2] i].
rewrite /expect (reindex pack) /=; last first.
  exists (fun t : {ffun 'I_3 -> bool} => (t 0, t 1, t 2%:R)) => [[[a b] c] _|t _].
    by rewrite !ffunE.
  apply/ffunP => -[[|[|[|//]]] i3]; rewrite ffunE /=; congr (t _); exact: val_inj.
rewrite pair_bigA /= pair_bigA mulr_sumr; apply: eq_bigr => -[[a b] c] _ /=.
rewrite XE !ffunE /= (eq_bigr (fun=> 2%:R^-1)) => [|i _]; last by rewrite /= card_bool.
by rewrite prodr_const card_ord.
Qed.

Let root3 : R := Num.sqrt 3%:R.
Let unit : R := Num.sqrt (2%:R * 3%:R^-1 ^+ 2).

Let root3_sqr : root3 ^+ 2 = 3%:R. Proof. by rewrite sqr_sqrtr // ler0n. Qed.
Let unit_sqr : unit ^+ 2 = 2%:R * 3%:R^-1 ^+ 2.
Proof. by rewrite sqr_sqrtr // mulr_ge0 ?ler0n // sqr_ge0. Qed.
Let unit_gt0 : 0 < unit.
Proof. by rewrite sqrtr_gt0 mulr_gt0 ?ltr0n // exprn_gt0 // invr_gt0 ltr0n. Qed.
Let root3_gt0 : 0 < root3. Proof. by rewrite sqrtr_gt0 ltr0n. Qed.

Lemma turned_tilt : tilt turned < 0.
Proof.
pose u := (7%:R * unit)^-1; pose v := root3^-1.
have u_unit : u * (7%:R * unit) = 1 by rewrite mulVf // mulf_neq0 ?pnatr_eq0 // gt_eqF.
have v_root : v * root3 = 1 by rewrite mulVf // gt_eqF.
pose group (a b c : bool) := three (fair a) (16%:R + fair b) (55%:R + fair c).
pose value (a b c : bool) : R := match a, b, c with
  | true, false, false => 49%:R * 13%:R * u * v
  | false, true, false => - 49%:R * 11%:R * u * v
  | false, false, true => 49%:R * 2%:R * u * v
  | true, true, false => - 49%:R * 8%:R * u
  | true, false, true => 49%:R * 5%:R * u
  | false, true, true => - 49%:R * 3%:R * u
  | _, _, _ => 0
  end.
pose spread (a b c : bool) : R := unit * match a, b, c with
  | true, false, false => root3 * 21%:R
  | false, true, false => root3 * 35%:R
  | false, false, true => root3 * 56%:R
  | true, true, false => 14%:R
  | true, false, true => 77%:R
  | false, true, true => 91%:R
  | _, _, _ => 49%:R
  end.
have valueE a b c : tilt (standardized 0 0 (group a b c)) = value a b c.
  apply: (@tilt_standardized _ (spread a b c)).
  - by rewrite mulr_gt0 //; case: a b c => -[] [] //=; rewrite ?mulr_gt0 ?ltr0n.
  - rewrite variance3 /spread /fair exprMn unit_sqr; congr (_ * _).
    by case: a b c => -[] [] /=; rewrite ?exprMn ?root3_sqr; ring_identity.
  have along p : p = p * (u * (7%:R * unit)) by rewrite u_unit mulr1.
  have across p : p = p * (u * (7%:R * unit)) * (v * root3) by rewrite v_root mulr1 -along.
  rewrite tilt3 /spread /fair; case: a b c => -[] [] /=; rewrite ?mul0r.
  - by ring_identity.
  - by rewrite [LHS]along; ring_identity.
  - by rewrite [LHS]along; ring_identity.
  - by rewrite [LHS]across; ring_identity.
  - by rewrite [LHS]along; ring_identity.
  - by rewrite [LHS]across; ring_identity.
  - by rewrite [LHS]across; ring_identity.
  - by ring_identity.
have -> : tilt turned = 2%:R^-1 ^+ 3 * (49%:R * u * (4%:R * v - 6%:R)).
  have -> : tilt turned = expect (iid coin 3) (fun t => tilt (standardized 0 0
      [ffun i => levels i + fair (t i)])).
    by rewrite /tilt expect_sum; apply: eq_bigr => i _; rewrite expectZ.
  rewrite (@expect_coins _ value) => [|t].
    by rewrite !big_bool /=; ring_identity.
  rewrite -valueE; set x := [ffun i => _].
  have xE : x =1 group (t 0) (t 1) (t 2%:R).
    move=> i; rewrite ffunE /group /levels /three.
    by case: i => -[|[|[|//]]] i3 /=; rewrite ?add0r; do ?congr (_ + _); congr (fair (t _)); exact: val_inj.
  apply: eq_bigr => i _; congr (_ * _).
  exact: eq_standardized.
have u_gt0 : 0 < u by rewrite invr_gt0 mulr_gt0 ?ltr0n.
have v_lt1 : v < 1.
  by rewrite invf_lt1 // -(ltr_sqr _ _) ?nnegrE ?ler01 ?(ltW root3_gt0) // root3_sqr expr1n ltr1n.
rewrite pmulr_rlt0 ?exprn_gt0 ?invr_gt0 ?ltr0n //.
rewrite pmulr_rlt0 ?mulr_gt0 ?ltr0n // subr_lt0.
apply: (@lt_trans _ _ 4%:R); last by rewrite ltr_nat.
by rewrite gtr_pmulr ?ltr0n.
Qed.

Lemma three_levels : ~ exists kappa, forall i, turned i = kappa * centred levels i.
Proof.
case=> kappa parallel; have := turned_tilt.
suff -> : tilt turned = 0 by rewrite ltxx.
transitivity (kappa * tilt (centred levels)).
  by rewrite /tilt mulr_sumr; apply: eq_bigr => i _; rewrite parallel mulrCA.
by rewrite tilt_centred tilt3; ring_identity.
Qed.

Lemma fair_mean : expect coin fair = 0.
Proof.
rewrite /expect big_bool /= card_bool /fair.
transitivity (2%:R^-1 * 49%:R * (1 - 2%:R * 2%:R^-1) : R); first by ring_identity.
by rewrite half subrr mulr0.
Qed.

End ThreeLevels.

Theorem AdvantageDirection (R : rcfType) :
  (forall (T : finType) (P : distribution R T) G (noise : 'I_G -> T -> R)
      (A : {ffun 'I_G -> R} -> 'I_G -> R) (correct : pred 'I_G) (low high : R),
    exchangeable P noise -> symmetric A -> low < high -> (0 < G)%N ->
    let r i := if correct i then high else low in
    exists kappa, (forall i, centred (expected P noise A r) i = kappa * centred r i) /\
      ((forall x, \sum_i A x i = 0) -> forall i, expected P noise A r i = kappa * centred r i)) /\
  (forall (T : finType) (P : distribution R T) G ddof (stabilizer : R) (noise : 'I_G -> T -> R)
      (correct : pred 'I_G) (low high : R),
    exchangeable P noise -> 0 <= stabilizer -> low < high -> (0 < G)%N ->
    let r i := if correct i then high else low in
    exists2 kappa, 0 <= kappa & forall i, expected P noise
      (fun x : {ffun 'I_G -> R} => standardized ddof stabilizer x) r i = kappa * centred r i) /\
  ~ (exists kappa, forall i, turned R i = kappa * centred (levels R) i).
Proof.
split; last split; last exact: three_levels.
  by move=> T P G noise A correct low high exch symm distinct G_gt0 r; apply: two_levels.
move=> T P G ddof st noise correct low high exch st_ge0 distinct G_gt0 r.
exact: (standardized_direction ddof correct exch st_ge0 distinct G_gt0).
Qed.
