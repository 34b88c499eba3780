(* UnbiasedGradient: dithering leaves the expected group gradient unchanged.  *)
(*                                                                            *)
(*   P, reward, score   the law of one completion, its reward and its score   *)
(*   N, noise           a law on a finite type W and noise i w, what is added *)
(*                      to the i-th reward when w is drawn; nothing is asked  *)
(*                      of the joint law of the noises                        *)
(*   groupGradient M    gradient of a linear advantage with weights M, for    *)
(*                      the outcome (y, w): completions y, noise draw w       *)
(*   expectedGradient   E[reward * score] = grad V when E score = 0           *)
(*                                                                            *)
(* Proved, for any family of scores in a left module:                         *)
(*   conditional_reinforce  given the completions, if all E noise_i = 0       *)
(*   conditional_mean, conditional_leaveOneOut                                *)
(*                          given the completions, if all E noise_i are equal *)
(*   expected_gradient      over iid completions with E score = 0 and         *)
(*                          independent noise: E g = (trace M / G) grad V,    *)
(*                          so grad V, (1 - 1/G) grad V and grad V            *)
(*   standardized_biased    FALSE for standardized advantages: G = 2,         *)
(*                          rewards (1, 0), noise +1 or -1 for each at equal  *)
(*                          odds: A_0 = 1 without noise, E A_0 = 1/2 with it  *)
(*                                                                            *)
(* What fails without the hypotheses: with E noise_i = b the reinforce        *)
(* gradient moves by b (mean score); with E noise_0 = 1, all others 0, the    *)
(* mean advantage moves too; noise that depends on the completion is part of  *)
(* the reward. The last section has instances of all hypotheses.              *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---- Given the completions ---- *)

Section Conditional.
Variables (R : realFieldType) (W : finType) (N : distribution R W).
Variables (G : nat) (V : lmodType R) (s : 'I_G -> V) (x : 'I_G -> R).
Variable noise : 'I_G -> W -> R.

(* The expected gradient is the gradient of the expected advantages. *)
Lemma expectv_gradient (A : W -> 'I_G -> R) :
  expectv N (fun w => gradient (A w) s)
    = gradient (fun i => expect N (fun w => A w i)) s.
Proof.
rewrite expectvZ expectv_sum; congr (_ *: _).
by apply: eq_bigr => i _; rewrite expectvZl.
Qed.

Lemma expect_linear M i :
  expect N (fun w => linearAdvantage M (dithered x noise w) i)
    = linearAdvantage M (fun j => x j + expect N (noise j)) i.
Proof.
rewrite expect_sum; apply: eq_bigr => j _.
by rewrite expectZ expectD expect_const.
Qed.

Lemma conditional_reinforce : (forall i, expect N (noise i) = 0) ->
  expectv N (fun w => gradient (reinforce (dithered x noise w)) s)
    = gradient (reinforce x) s.
Proof.
move=> noise0; rewrite expectv_gradient; apply: eq_gradient => i.
by rewrite expectD expect_const noise0 addr0.
Qed.

Lemma expect_centred b i : (0 < G)%N -> (forall i, expect N (noise i) = b) ->
  expect N (fun w => centred (dithered x noise w) i) = centred x i.
Proof.
move=> G_gt0 noise_b.
rewrite (eq_expect _ (fun w => centred_linear (dithered x noise w) i)) expect_linear.
rewrite -centred_linear centredD; rewrite (eq_centred (noise_b : _ =1 (fun=> b))).
by rewrite centred_const // addr0.
Qed.

Lemma conditional_mean b : (0 < G)%N -> (forall i, expect N (noise i) = b) ->
  expectv N (fun w => gradient (centred (dithered x noise w)) s)
    = gradient (centred x) s.
Proof.
move=> G_gt0 noise_b; rewrite expectv_gradient; apply: eq_gradient => i.
exact: expect_centred noise_b.
Qed.

Lemma conditional_leaveOneOut b : (1 < G)%N ->
  (forall i, expect N (noise i) = b) ->
  expectv N (fun w => gradient (leaveOneOut (dithered x noise w)) s)
    = gradient (leaveOneOut x) s.
Proof.
move=> G_gt1 noise_b; rewrite expectv_gradient; apply: eq_gradient => i.
rewrite (eq_expect _ (fun w => leaveOneOut_centred (dithered x noise w) i G_gt1)).
by rewrite expectZ (expect_centred _ (ltnW G_gt1) noise_b) leaveOneOut_centred.
Qed.

End Conditional.

(* ---- Over iid completions ---- *)

Section Expected.
Variables (R : realFieldType) (O W : finType).
Variables (P : distribution R O) (N : distribution R W) (G : nat).
Variables (V : lmodType R) (reward : O -> R) (score : O -> V).
Variable noise : 'I_G -> W -> R.

Definition rewards (y : {ffun 'I_G -> O}) i := reward (y i).
Definition scores (y : {ffun 'I_G -> O}) i := score (y i).
Definition outcome := ({ffun 'I_G -> O} * W)%type.
Definition outcomes := product (iid P G) N.

Definition groupGradient (advantage : ('I_G -> R) -> 'I_G -> R) (yw : outcome) :=
  gradient (advantage (dithered (rewards yw.1) noise yw.2)) (scores yw.1).

Definition expectedGradient := expectv P (fun o => reward o *: score o).

Hypothesis score_mean0 : expectv P score = 0.

(* Independence leaves only the pairs of a score with its own reward. *)
Lemma expect_reward_score i j :
  expectv (iid P G) (fun y => rewards y j *: scores y i)
    = (i == j)%:R *: expectedGradient.
Proof.
have [<-|ij] := eqVneq i j.
  by rewrite scale1r (expectv_iid1 P i (fun o => reward o *: score o)).
rewrite (expectv_iid2 P (fun a b => reward b *: score a) ij) scale0r.
rewrite -[RHS](scaler0 _ (expect P reward)) -score_mean0 -expectvZ.
by apply: eq_expectv => a; rewrite expectvZl.
Qed.

Lemma expected_clean M :
  expectv (iid P G) (fun y => gradient (linearAdvantage M (rewards y)) (scores y))
    = (weightTrace M / G%:R) *: expectedGradient.
Proof.
rewrite expectvZ expectv_sum mulrC -scalerA; congr (_ *: _).
rewrite scaler_suml; apply: eq_bigr => i _.
rewrite (eq_expectv _ (Y := fun y => \sum_j M i j *: (rewards y j *: scores y i))).
  rewrite expectv_sum (bigD1 i) //= expectvZ expect_reward_score eqxx scale1r.
  rewrite big1 ?addr0 // => j; rewrite eq_sym expectvZ expect_reward_score.
  by move=> /negbTE ->; rewrite scale0r scaler0.
by move=> y; rewrite scaler_suml; apply: eq_bigr => j _; rewrite scalerA.
Qed.

Lemma expected_gradient M : (forall i, expect N (noise i) = 0) ->
  expectv outcomes (groupGradient (linearAdvantage M))
    = (weightTrace M / G%:R) *: expectedGradient.
Proof.
move=> noise0; rewrite -expected_clean expectv_product; apply: eq_expectv => y.
pose A w := linearAdvantage M (dithered (rewards y) noise w).
rewrite [LHS](expectv_gradient N (scores y) A); apply: eq_gradient => i.
rewrite [LHS]expect_linear; by apply: eq_bigr => j _; rewrite noise0 addr0.
Qed.

End Expected.

(* ---- Standardized advantages: a counter-example ---- *)

Section Standardized.
Variable R : rcfType.

Definition lone (i : 'I_2) : R := (i == ord0)%:R.
Definition coin := uniform R (true : bool_finType).
Definition coins := iid coin 2.
Definition rademacher (i : 'I_2) (w : {ffun 'I_2 -> bool}) : R :=
  if w i then 1 else -1.

(* At G = 2 the variance is a square: A_0 is the sign of x_0 - x_1. *)
Lemma standardized_pair (x : 'I_2 -> R) :
  standardized 0 0 x ord0 = Num.sg (x ord0 - x ord_max).
Proof.
have two0 : 2%:R != 0 :> R by rewrite pnatr_eq0.
pose h := (x ord0 - x ord_max) / 2%:R.
have x0 : centred x ord0 = h.
  rewrite /centred /mean big_ord_recl big_ord1 /h.
  rewrite (_ : lift ord0 ord0 = ord_max); last exact: val_inj.
  apply: (mulIf two0); rewrite mulrBl !divfK // mulr_natr mulr2n.
  by rewrite opprD addrACA subrr add0r.
have x1 : centred x ord_max = - h.
  have := sum_centred (isT : 0 < 2)%N x; rewrite big_ord_recl big_ord1 x0.
  rewrite (_ : lift ord0 ord0 = ord_max); last exact: val_inj.
  by move/eqP; rewrite addrC addr_eq0 => /eqP.
have var : variance 0 x = h ^+ 2.
  rewrite /variance big_ord_recl big_ord1 x0 subn0.
  rewrite (_ : lift ord0 ord0 = ord_max); last exact: val_inj.
  by rewrite x1 sqrrN -mulr2n -[_ *+ 2]mulr_natr mulfK.
rewrite /standardized x0 var sqrtr_sqr addr0.
have -> : Num.sg (x ord0 - x ord_max) = Num.sg h.
  by rewrite /h sgrM [X in _ * X]gtr0_sg ?invr_gt0 ?ltr0n // mulr1.
have [->|h0] := eqVneq h 0; first by rewrite sgr0 mul0r.
by rewrite {1}[h]numEsg mulfK // normr_eq0.
Qed.

Lemma standardized_clean : standardized 0 0 lone ord0 = 1.
Proof. by rewrite standardized_pair /lone /= subr0 sgr1. Qed.

Lemma expect_coin (f : bool -> R) :
  expect coin f = (f true + f false) / 2%:R.
Proof. by rewrite /expect big_bool /= card_bool -mulrDr mulrC. Qed.

Lemma rademacher_mean0 i : expect coins (rademacher i) = 0.
Proof.
rewrite (expect_iid1 coin i (fun b => if b then 1 else -1)) expect_coin.
by rewrite subrr mul0r.
Qed.

(* x_0 - x_1 is 1, 3, -1 or 1: three signs of four are positive. *)
Lemma standardized_dithered :
  expect coins (fun w => standardized 0 0 (dithered lone rademacher w) ord0)
    = 2%:R^-1.
Proof.
pose e (b : bool) : R := if b then 1 else -1.
pose h a b : R := Num.sg (1 + e a - e b).
rewrite (eq_expect _ (Y := fun w : {ffun 'I_2 -> bool} =>
    h (w ord0) (w ord_max))) => [|w]; last first.
  by rewrite standardized_pair /dithered /lone /rademacher /= add0r.
have plus : Num.sg (1 + 1 + 1) = 1 :> R by rewrite gtr0_sg ?addr_gt0 ?ltr01.
rewrite (expect_iid2 coin h) // expect_coin !expect_coin /h /e.
have plus1 : 1 + 1 - 1 = 1 :> R by rewrite addrK.
rewrite opprK plus plus1 subrr add0r sgrN1 sgr1 add0r sgr1 addNr mul0r addr0.
by rewrite -[1 + 1]/(2%:R) mulfV ?mul1r // pnatr_eq0.
Qed.

(* With scores (v, 0) the group gradient is A_0 v / 2. *)
Lemma gradient_lone (V : lmodType R) (v : V) (A : 'I_2 -> R) :
  gradient A (fun i => lone i *: v) = (A ord0 / 2%:R) *: v.
Proof.
rewrite /gradient /average !big_ord_recl big_ord0 /lone /= scale1r scale0r.
by rewrite scaler0 !addr0 scalerA mulrC.
Qed.

Lemma standardized_biased (V : lmodType R) (v : V) :
  let s i := lone i *: v in
  gradient (standardized 0 0 lone) s = 2%:R^-1 *: v /\
  expectv coins (fun w => gradient (standardized 0 0 (dithered lone rademacher w)) s)
    = (2%:R^-1 / 2%:R) *: v.
Proof.
rewrite /= gradient_lone standardized_clean div1r; split=> //.
by rewrite expectv_gradient gradient_lone standardized_dithered.
Qed.

End Standardized.

(* ---- The claim ---- *)

Theorem UnbiasedGradient :
  (* Linear advantages, given the completions. *)
  (forall (R : realFieldType) (W : finType) (N : distribution R W) (G : nat)
      (V : lmodType R) (s : 'I_G -> V) (x : 'I_G -> R) (noise : 'I_G -> W -> R) b,
    (1 < G)%N -> (forall i, expect N (noise i) = b) ->
    let mean_of A := expectv N (fun w => gradient (A (dithered x noise w)) s) in
    [/\ b = 0 -> mean_of (@reinforce R G) = gradient (reinforce x) s,
         mean_of (@centred R G) = gradient (centred x) s &
         mean_of (@leaveOneOut R G) = gradient (leaveOneOut x) s]) /\
  (* Over iid completions and independent noise. *)
  (forall (R : realFieldType) (O W : finType) (P : distribution R O)
      (N : distribution R W) (G : nat) (V : lmodType R) (reward : O -> R)
      (score : O -> V) (noise : 'I_G -> W -> R),
    (1 < G)%N -> expectv P score = 0 -> (forall i, expect N (noise i) = 0) ->
    let mean_of A :=
      expectv (outcomes P N G) (groupGradient reward score noise A) in
    let slope := expectedGradient P reward score in
    [/\ mean_of (@reinforce R G) = slope,
         mean_of (@centred R G) = (1 - G%:R^-1) *: slope &
         mean_of (@leaveOneOut R G) = slope]) /\
  (* Not so for standardized advantages. *)
  (forall (R : rcfType) (V : lmodType R) (v : V), v != 0 ->
    exists (W : finType) (N : distribution R W) (noise : 'I_2 -> W -> R)
      (x : 'I_2 -> R) (s : 'I_2 -> V),
    [/\ forall i, expect N (noise i) = 0,
         gradient (standardized 0 0 x) s = 2%:R^-1 *: v &
         expectv N (fun w => gradient (standardized 0 0 (dithered x noise w)) s)
           = 4%:R^-1 *: v]).
Proof.
split; last split.
- move=> R W N G V s x noise b G_gt1 noise_b /=; split.
  + by move=> b0; apply: conditional_reinforce => i; rewrite noise_b.
  + exact: conditional_mean (ltnW G_gt1) noise_b.
  + exact: conditional_leaveOneOut G_gt1 noise_b.
- move=> R O W P N G V reward score noise G_gt1 score0 noise0 /=.
  have G_gt0 := ltnW G_gt1; have G0 := size_neq0 R G_gt0.
  have toLinear A M : (forall x, A x =1 linearAdvantage M x) ->
      expectv (outcomes P N G) (groupGradient reward score noise A)
        = (weightTrace M / G%:R) *: expectedGradient P reward score.
    move=> AM; rewrite -(expected_gradient reward score0 M noise0).
    by apply: eq_expectv => yw; apply: eq_gradient => i; apply: AM.
  split.
  + by rewrite (toLinear _ _ (@reinforce_linear R G)) trace_reinforce mulfV // scale1r.
  + rewrite (toLinear _ _ (@centred_linear R G)) trace_mean //.
    by rewrite mulrBl mulfV // mul1r.
  + rewrite (toLinear _ _ (fun x => leaveOneOut_linear x G_gt1)).
    by rewrite trace_leaveOneOut // mulfV // scale1r.
- move=> R V v v0; have [clean dither] := standardized_biased v.
  exists [finType of {ffun 'I_2 -> bool}], (coins R), (@rademacher R), (@lone R).
  exists (fun i => lone R i *: v); split=> //; first exact: rademacher_mean0.
  by rewrite dither -invfM -natrM.
Qed.

(* ---- The hypothesis on the scores holds for every policy ---- *)

(* P is the policy at theta, slope its derivative there in some direction or  *)
(* in all of them: the slopes of probabilities sum to 0. The score is their   *)
(* ratio, and E[reward * score] is the slope of V = E reward.                 *)
Lemma score_identity (R : realFieldType) (O : finType) (P : distribution R O)
    (V : lmodType R) (slope : O -> V) (reward : O -> R) :
  (forall o, P o != 0) -> \sum_o slope o = 0 ->
  let score o := (P o)^-1 *: slope o in
  expectv P score = 0
    /\ expectedGradient P reward score = \sum_o reward o *: slope o.
Proof.
move=> P0 slope0 score; split.
  by rewrite -slope0; apply: eq_bigr => o _; rewrite scalerA mulfV ?scale1r.
by apply: eq_bigr => o _; rewrite !scalerA mulrAC mulfV ?mul1r.
Qed.
