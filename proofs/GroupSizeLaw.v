(* GroupSizeLaw: how the variance of the gradient falls with the group size.  *)
(*                                                                            *)
(*   excess                 r - V, the reward less its mean                   *)
(*   ownTrace               A = tr Cov((r - V) s)                             *)
(*   pairTrace              C = Var(r) tr F + norm(grad V)^2                  *)
(*   coordinate x t         one coordinate of the gradient of leave-one-out   *)
(*                          advantages: (1/G) sum_i x_i t_i less              *)
(*                          (1/(G(G-1))) sum_(i != j) t_i x_j, for an excess  *)
(*                          x and a coordinate t of the score                 *)
(*   noisyReward e          r + e, a draw of noise for each completion        *)
(*                                                                            *)
(* Proved, for G > 1 iid completions, E s = 0:                                *)
(*   leave_one_out_trace    tr Cov g = A/G + C/(G (G-1)): the two sums above  *)
(*                          are uncorrelated, as a factor of mean 0 that is   *)
(*                          alone with its draw makes a mean 0 (lone_draw)    *)
(*   own_noisy, pair_noisy  noise of mean 0 adds sigma2 tr F to A and to C    *)
(*   GroupSizeLaw           both                                              *)
(*                                                                            *)
(* What fails without the hypotheses: E s <> 0 leaves terms with a lone s;    *)
(* advantages that divide are no sum over pairs.                              *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise Covariance CommutativeRing.
From ReDit Require Import UnbiasedGradient AddedVariance.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---- Four draws of one law, equal or not ---- *)

Section Draws.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).

Let pick (a : 'I_G) (f : O -> R) m o := if m == a then f o else 1.

Lemma prod_pick a f (y : {ffun 'I_G -> O}) : \prod_m pick a f m (y m) = f (y a).
Proof. by rewrite /pick -big_mkcond big_pred1_eq. Qed.

Lemma expect4 f1 f2 f3 f4 a b c d :
  expect (iid P G) (fun y => f1 (y a) * f2 (y b) * (f3 (y c) * f4 (y d)))
    = \prod_m expect P (fun o => pick a f1 m o * pick b f2 m o * (pick c f3 m o * pick d f4 m o)).
Proof.
rewrite -(expect_iid_prod P
  (fun m o => pick a f1 m o * pick b f2 m o * (pick c f3 m o * pick d f4 m o))).
by apply: eq_expect => y; rewrite !big_split /= !prod_pick.
Qed.

(* A factor of mean 0 that is alone with its draw makes the mean 0. *)
Lemma lone_draw f1 f2 f3 f4 a b c d :
  expect P f1 = 0 -> a != b -> a != c -> a != d ->
  expect (iid P G) (fun y => f1 (y a) * f2 (y b) * (f3 (y c) * f4 (y d))) = 0.
Proof.
move=> f0 /negbTE ab /negbTE ac /negbTE ad; rewrite expect4 (bigD1 a) //=.
rewrite (eq_expect _ (Y := f1)) ?f0 ?mul0r // => o.
by rewrite /pick eqxx ab ac ad !mulr1.
Qed.

End Draws.

(* ---- One coordinate of the score ---- *)

Section Coordinate.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).
Variables x t : O -> R.
Hypotheses (x0 : expect P x = 0) (t0 : expect P t = 0).

Local Notation E := (expect (iid P G)).
Let v := expect P (fun o => x o * t o).
Let xx := expect P (fun o => x o ^+ 2).
Let tt := expect P (fun o => t o ^+ 2).
Let xxtt := expect P (fun o => (x o * t o) ^+ 2).

Let apart (p : 'I_G * 'I_G) := p.1 != p.2.
Let cross (y : {ffun 'I_G -> O}) p := t (y p.1) * x (y p.2).

Lemma cross_pair p q : apart p -> apart q ->
  E (fun y => cross y p * cross y q)
    = (p == q)%:R * (xx * tt) + ((p.2, p.1) == q)%:R * v ^+ 2.
Proof.
case: p q => [i j] [k l]; rewrite /apart /cross /= => ij kl.
rewrite !xpair_eqE.
have [<-|ik] := eqVneq i k.
  rewrite [j == i]eq_sym (negbTE ij) mul0r addr0 /=; have [<-|jl] := eqVneq j l.
    rewrite mul1r mulrC.
    rewrite (@eq_expect _ _ _ _ (fun y : {ffun 'I_G -> O} => t (y i) ^+ 2 * x (y j) ^+ 2)).
      rewrite [LHS](expect_iid2 P (fun a b => t a ^+ 2 * x b ^+ 2) ij).
      rewrite (eq_expect _ (Y := fun a => t a ^+ 2 * xx)) => [|a]; last by rewrite expectZ.
      by rewrite expectZr.
    by move=> y; rewrite mulrACA -!expr2.
  rewrite mul0r.
  rewrite (@eq_expect _ _ _ _ (fun y : {ffun 'I_G -> O} =>
    x (y j) * t (y i) * (t (y i) * x (y l)))) => [|y]; last by congr (_ * _); rewrite mulrC.
  by apply: lone_draw => //; rewrite eq_sym.
rewrite mul0r add0r.
have [il|il] := eqVneq i l; last first.
  by rewrite andbF mul0r; apply: lone_draw.
rewrite andbT; have [jk|jk] := eqVneq j k.
  rewrite mul1r -jk -il.
  rewrite (@eq_expect _ _ _ _ (fun y : {ffun 'I_G -> O} =>
    (x (y i) * t (y i)) * (x (y j) * t (y j)))) => [|y].
    rewrite [LHS](expect_iid2 P (fun a b => (x a * t a) * (x b * t b)) ij).
    rewrite (eq_expect _ (Y := fun a => (x a * t a) * v)) => [|a]; last by rewrite expectZ.
    by rewrite expectZr expr2.
  by ring_identity.
rewrite mul0r.
rewrite (@eq_expect _ _ _ _ (fun y : {ffun 'I_G -> O} =>
  x (y j) * t (y i) * (t (y k) * x (y l)))) => [|y]; last by congr (_ * _); rewrite mulrC.
apply: lone_draw => //; first by rewrite eq_sym.
by rewrite -il eq_sym.
Qed.

Lemma cross_own p k : apart p -> E (fun y => cross y p * (x (y k) * t (y k))) = 0.
Proof.
case: p => i j; rewrite /apart /cross /= => ij.
have [ik|ik] := eqVneq i k; last by apply: lone_draw.
rewrite (@eq_expect _ _ _ _ (fun y : {ffun 'I_G -> O} =>
  x (y j) * t (y i) * (x (y k) * t (y k)))) => [|y]; last by congr (_ * _); rewrite mulrC.
by apply: lone_draw => //; rewrite -?ik eq_sym.
Qed.

Lemma cross_mean p : apart p -> E (cross^~ p) = 0.
Proof.
case: p => i j; rewrite /apart /= => ij.
rewrite [LHS](expect_iid2 P (fun a b => t a * x b) ij).
rewrite (eq_expect _ (Y := fun=> 0)) ?expect_const // => a.
by rewrite expectZ x0 mulr0.
Qed.

Lemma own_pair i k :
  E (fun y => x (y i) * t (y i) * (x (y k) * t (y k)))
    = (i == k)%:R * xxtt + (i != k)%:R * v ^+ 2.
Proof.
have [<-|ik] := eqVneq i k.
  rewrite mul1r mul0r addr0.
  rewrite [RHS](_ : _ = E (fun y => (x (y i) * t (y i)) ^+ 2)); last first.
    by rewrite [RHS](expect_iid1 P i (fun o => (x o * t o) ^+ 2)).
  by apply: eq_expect => y; rewrite expr2.
rewrite mul0r add0r mul1r.
rewrite [LHS](expect_iid2 P (fun a b => (x a * t a) * (x b * t b)) ik).
rewrite (eq_expect _ (Y := fun a => (x a * t a) * v)) => [|a]; last by rewrite expectZ.
by rewrite expectZr expr2.
Qed.

(* ---- Sums over the group ---- *)

Definition ownSum (y : {ffun 'I_G -> O}) := \sum_i x (y i) * t (y i).
Definition crossSum (y : {ffun 'I_G -> O}) := \sum_(p | apart p) cross y p.

Lemma expect_sum_if (I : finType) (A : pred I) (X : I -> {ffun 'I_G -> O} -> R) :
  E (fun y => \sum_(i | A i) X i y) = \sum_(i | A i) E (X i).
Proof.
rewrite /expect; under eq_bigr do rewrite mulr_sumr.
by rewrite exchange_big.
Qed.

Lemma count_apart (c : R) : \sum_(p | apart p) c = (G%:R * (G%:R - 1)) * c.
Proof.
rewrite -(pair_big_dep xpredT (fun i j : 'I_G => i != j) (fun _ _ => c)) /=.
rewrite (eq_bigr (fun=> (G%:R - 1) * c)) => [|i _].
  by rewrite sumr_const card_ord -[LHS]mulr_natl mulrA.
rewrite (eq_bigl (mem (predC1 i))) => [|j]; last by rewrite !inE eq_sym.
by rewrite sumr_const cardC1 card_ord -[LHS]mulr_natl size_pred // (leq_ltn_trans _ (ltn_ord i)).
Qed.

Lemma own_mean : E ownSum = G%:R * v.
Proof.
rewrite expect_sum (eq_bigr (fun=> v)) => [|i _].
  by rewrite sumr_const card_ord mulr_natl.
exact: (expect_iid1 P i (fun o => x o * t o)).
Qed.

Lemma own_square : E (fun y => ownSum y ^+ 2) = G%:R * xxtt + (G%:R * (G%:R - 1)) * v ^+ 2.
Proof.
transitivity (E (fun y : {ffun 'I_G -> O} => \sum_i \sum_k x (y i) * t (y i) * (x (y k) * t (y k)))).
  apply: eq_expect => y; rewrite expr2 mulr_suml; apply: eq_bigr => i _.
  by rewrite mulr_sumr.
rewrite expect_sum.
transitivity (\sum_i (xxtt + \sum_(k : 'I_G | i != k) v ^+ 2)).
  apply: eq_bigr => i _; rewrite expect_sum (bigD1 i) //= own_pair eqxx mul1r mul0r addr0.
  congr (_ + _); rewrite (eq_bigl (fun k => i != k)) => [|k]; last by rewrite eq_sym.
  apply: eq_bigr => k ik; rewrite own_pair ik (negbTE ik) mul0r add0r mul1r //.
rewrite big_split /= sumr_const card_ord -[_ *+ _]mulr_natl; congr (_ + _).
by rewrite -count_apart /apart (pair_big_dep xpredT (fun i j : 'I_G => i != j) (fun _ _ => _)).
Qed.

Lemma cross_square : E (fun y => crossSum y ^+ 2) = (G%:R * (G%:R - 1)) * (xx * tt + v ^+ 2).
Proof.
transitivity (E (fun y : {ffun 'I_G -> O} => \sum_(p | apart p) \sum_(q | apart q) cross y p * cross y q)).
  apply: eq_expect => y; rewrite expr2 mulr_suml; apply: eq_bigr => p _.
  by rewrite mulr_sumr.
rewrite expect_sum_if -count_apart; apply: eq_bigr => p ap; rewrite expect_sum_if.
rewrite (eq_bigr (fun q => (p == q)%:R * (xx * tt) + ((p.2, p.1) == q)%:R * v ^+ 2)) => [|q aq].
  rewrite big_split /=; congr (_ + _).
    rewrite (bigD1 p) //= eqxx mul1r big1 ?addr0 // => q /andP[_].
    by rewrite eq_sym => /negbTE ->; rewrite mul0r.
  rewrite (bigD1 (p.2, p.1)) /=; last by rewrite /apart /= eq_sym.
  rewrite eqxx mul1r big1 ?addr0 // => q /andP[_].
  by rewrite eq_sym => /negbTE ->; rewrite mul0r.
exact: cross_pair.
Qed.

Lemma cross_own_sum : E (fun y => crossSum y * ownSum y) = 0.
Proof.
transitivity (E (fun y : {ffun 'I_G -> O} => \sum_(p | apart p) \sum_k cross y p * (x (y k) * t (y k)))).
  apply: eq_expect => y; rewrite mulr_suml; apply: eq_bigr => p _.
  by rewrite mulr_sumr.
rewrite expect_sum_if big1 // => p ap; rewrite expect_sum big1 // => k _.
exact: cross_own.
Qed.

Lemma cross_sum_mean : E crossSum = 0.
Proof. by rewrite expect_sum_if big1 // => p; apply: cross_mean. Qed.

Hypothesis G_gt1 : (1 < G)%N.

(* One coordinate of the gradient of leave-one-out advantages. *)
Definition coordinate y := G%:R^-1 * ownSum y - (G%:R * (G%:R - 1))^-1 * crossSum y.

Lemma coordinate_mean : E coordinate = v.
Proof.
rewrite expectB !expectZ own_mean cross_sum_mean mulr0 subr0 mulKf //.
exact: size_neq0 (ltnW G_gt1).
Qed.

Lemma coordinate_variance :
  E (fun y => coordinate y ^+ 2) - v ^+ 2
    = (xxtt - v ^+ 2) / G%:R + (xx * tt + v ^+ 2) / (G%:R * (G%:R - 1)).
Proof.
have G0 : G%:R != 0 :> R := size_neq0 R (ltnW G_gt1).
have d0 : G%:R - 1 != 0 :> R := pred_neq0 R G_gt1.
pose a : R := G%:R^-1; pose b : R := (G%:R * (G%:R - 1))^-1.
rewrite (eq_expect _ (Y := fun y => a * a * ownSum y ^+ 2 + b * b * crossSum y ^+ 2
    - (a * b + a * b) * (crossSum y * ownSum y))); last first.
  by move=> y; rewrite /coordinate -/a -/b !expr2; ring_identity.
rewrite expectB expectD !expectZ own_square cross_square cross_own_sum mulr0 subr0.
have aG : a * G%:R = 1 by rewrite mulVf.
have bG : b * (G%:R * (G%:R - 1)) = 1 by rewrite mulVf // mulf_neq0.
rewrite -/a -/b; set g : R := G%:R in aG bG *.
transitivity (a * g * (a * xxtt + (a * g - a) * v ^+ 2) + b * (g * (g - 1)) * (b * (xx * tt + v ^+ 2))
  - v ^+ 2); first by rewrite !expr2; ring_identity.
by rewrite aG bG !expr2; ring_identity.
Qed.

End Coordinate.

(* ---- All coordinates ---- *)

Section Traces.
Variables (R : realFieldType) (T : finType) (P : distribution R T) (d : nat).
Variable X : T -> 'cV[R]_d.

Lemma expectv_coordinate k : expectv P X k 0 = expect P (fun t => X t k 0).
Proof. by rewrite summxE; apply: eq_bigr => t _; rewrite mxE. Qed.

Lemma expect_norm2 : expect P (fun t => norm2 (X t)) = \sum_k expect P (fun t => X t k 0 ^+ 2).
Proof. exact: expect_sum. Qed.

Lemma trace_by_coordinates :
  \tr (covariance P X)
    = \sum_k (expect P (fun t => X t k 0 ^+ 2) - expect P (fun t => X t k 0) ^+ 2).
Proof.
have := mean_square_error P X 0; rewrite subr0 => shift.
rewrite -[LHS](addKr (norm2 (expectv P X))) -shift addrC sumrB; congr (_ - _).
  by rewrite -expect_norm2; apply: eq_expect => t; rewrite subr0.
by apply: eq_bigr => k _; rewrite expectv_coordinate.
Qed.

End Traces.

Section Law.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G d : nat).
Variables (reward : O -> R) (score : O -> 'cV[R]_d).
Hypotheses (G_gt1 : (1 < G)%N) (score0 : expectv P score = 0).

Let V := expect P reward.
Let excess o := reward o - V.
Let gradV := expectedGradient P reward score.

(* A = tr Cov((r - V) s) and C = Var(r) tr F + norm(grad V)^2. *)
Definition ownTrace := \tr (covariance P (fun o => excess o *: score o)).
Definition pairTrace :=
  expect P (fun o => excess o ^+ 2) * \tr (fisher P score) + norm2 gradV.

Lemma excess0 : expect P excess = 0.
Proof. by rewrite expectB expect_const subrr. Qed.

Lemma score_coordinate0 k : expect P (fun o => score o k 0) = 0.
Proof. by rewrite -expectv_coordinate score0 mxE. Qed.

Lemma gradV_coordinate k : gradV k 0 = expect P (fun o => excess o * score o k 0).
Proof.
rewrite expectv_coordinate.
rewrite (eq_expect _ (Y := fun o => reward o * score o k 0)) => [|o]; last by rewrite mxE.
rewrite [RHS](eq_expect _ (Y := fun o => reward o * score o k 0 - V * score o k 0)).
  by rewrite expectB expectZ score_coordinate0 mulr0 subr0.
by move=> o; rewrite mulrBl.
Qed.

Lemma clean_coordinate k y :
  cleanGradient reward score (@leaveOneOut R G) y k 0
    = coordinate excess (fun o => score o k 0) y.
Proof.
rewrite /cleanGradient /gradient /average mxE summxE /coordinate invfM.
rewrite -[in RHS]mulrA -mulrBr; congr (_ * _).
rewrite /crossSum -(pair_big_dep xpredT (fun i j : 'I_G => i != j)
  (fun i j => score (y i) k 0 * excess (y j))) /=.
rewrite mulr_sumr -sumrB; apply: eq_bigr => i _; rewrite mxE /scores /rewards.
rewrite -mulr_sumr mulrCA [_ i * _]mulrC [excess (y i) * _]mulrC -mulrBr; congr (_ * _).
rewrite /leaveOneOut (eq_bigr (fun j => excess (y j) + V)) => [|j _]; last by rewrite subrK.
rewrite big_split /= [\sum_(j < G | j != i) V](eq_bigl (mem (predC1 i))) => [|j]; last by rewrite !inE.
rewrite sumr_const cardC1 card_ord -[V *+ _]mulr_natr mulrDl size_pred ?(ltnW G_gt1) //.
rewrite mulfK ?pred_neq0 // opprD [- _ - V]addrC addrA -/(excess (y i)).
congr (_ - _); rewrite mulrC; congr (_ * _).
by apply: eq_bigl => j; rewrite eq_sym.
Qed.

Lemma leave_one_out_trace :
  \tr (covariance (iid P G) (cleanGradient reward score (@leaveOneOut R G)))
    = ownTrace / G%:R + pairTrace / (G%:R * (G%:R - 1)).
Proof.
rewrite trace_by_coordinates /ownTrace /pairTrace trace_by_coordinates (trace_fisher score0).
rewrite expect_norm2 mulr_sumr /norm2 -big_split /= !mulr_suml -big_split /=.
apply: eq_bigr => k _.
pose t o := score o k 0.
rewrite (eq_expect _ (Y := fun y => coordinate excess t y ^+ 2)) => [|y]; last first.
  by rewrite clean_coordinate.
rewrite [X in _ - X ^+ 2](eq_expect _ (Y := coordinate excess t)) => [|y]; last first.
  by rewrite clean_coordinate.
rewrite (coordinate_mean t excess0 G_gt1).
rewrite (coordinate_variance excess0 (score_coordinate0 k) G_gt1) gradV_coordinate.
congr ((_ - _) / _ + _).
  by apply: eq_expect => o; rewrite mxE.
by congr (_ ^+ 2); apply: eq_expect => o; rewrite mxE.
Qed.

End Law.

(* ---- Dither: completions and their noise drawn together ---- *)

Section Dither.
Variables (R : realFieldType) (O E : finType) (P : distribution R O) (Q : distribution R E).
Variables (d : nat) (reward : O -> R) (score : O -> 'cV[R]_d) (e : E -> R).
Hypotheses (score0 : expectv P score = 0) (noise0 : expect Q e = 0).

Let sigma2 := expect Q (fun a => e a ^+ 2).
Let PQ := product P Q.

Definition noisyReward (oa : O * E) := reward oa.1 + e oa.2.
Definition noisyScore (oa : O * E) := score oa.1.

Lemma noisy_value : expect PQ noisyReward = expect P reward.
Proof.
rewrite expect_product; apply: eq_expect => o.
by rewrite /noisyReward /= expectD expect_const noise0 addr0.
Qed.

Lemma noisy_score0 : expectv PQ noisyScore = 0.
Proof.
rewrite expectv_product -[RHS]score0; apply: eq_expectv => o.
exact: (expectv_const Q (score o)).
Qed.

Lemma noisy_product (x f : O -> R) :
  expect PQ (fun oa => (x oa.1 + e oa.2) * f oa.1) = expect P (fun o => x o * f o).
Proof.
rewrite expect_product; apply: eq_expect => o /=.
by rewrite expectZr expectD expect_const noise0 addr0.
Qed.

Lemma noisy_square (x f : O -> R) :
  expect PQ (fun oa => ((x oa.1 + e oa.2) * f oa.1) ^+ 2)
    = expect P (fun o => (x o * f o) ^+ 2) + sigma2 * expect P (fun o => f o ^+ 2).
Proof.
rewrite expect_product -expectZ -expectD; apply: eq_expect => o /=.
rewrite (eq_expect _ (Y := fun a => (x o * f o) ^+ 2 + (x o + x o) * f o ^+ 2 * e a
    + f o ^+ 2 * e a ^+ 2)) => [|a]; last by rewrite !expr2; ring_identity.
by rewrite !expectD expect_const !expectZ noise0 mulr0 addr0 [sigma2 * _]mulrC.
Qed.

Let F := fisher P score.

Lemma noisy_fisher : \tr (fisher PQ noisyScore) = \tr F.
Proof.
rewrite (trace_fisher noisy_score0) (trace_fisher score0) expect_product.
by apply: eq_expect => o; exact: (expect_const Q (norm2 (score o))).
Qed.

Lemma excess_noisy oa :
  noisyReward oa - expect PQ noisyReward = reward oa.1 - expect P reward + e oa.2.
Proof. by rewrite noisy_value /noisyReward addrAC. Qed.

Lemma own_noisy : ownTrace PQ noisyReward noisyScore = ownTrace P reward score + sigma2 * \tr F.
Proof.
rewrite /F (trace_fisher score0) /ownTrace !trace_by_coordinates expect_norm2 mulr_sumr.
rewrite -big_split /=; apply: eq_bigr => k _; rewrite addrAC; congr (_ - _).
  rewrite -[expect P _](_ : expect P (fun o => ((reward o - expect P reward) * score o k 0) ^+ 2) = _).
    rewrite -(noisy_square (fun o => reward o - expect P reward) (fun o => score o k 0)).
    by apply: eq_expect => oa; rewrite mxE excess_noisy.
  by apply: eq_expect => o; rewrite mxE.
congr (_ ^+ 2); rewrite -[RHS](_ : expect P (fun o => (reward o - expect P reward) * score o k 0) = _).
  rewrite -(noisy_product (fun o => reward o - expect P reward) (fun o => score o k 0)).
  by apply: eq_expect => oa; rewrite mxE excess_noisy.
by apply: eq_expect => o; rewrite mxE.
Qed.

Lemma pair_noisy :
  pairTrace PQ noisyReward noisyScore = pairTrace P reward score + sigma2 * \tr F.
Proof.
rewrite /pairTrace noisy_fisher addrAC -mulrDl; congr (_ * _ + _).
  have := noisy_square (fun o => reward o - expect P reward) (fun=> 1).
  rewrite expr1n expect_const mulr1 => square.
  rewrite -[X in X + _](_ : expect P (fun o => ((reward o - expect P reward) * 1) ^+ 2) = _).
    by rewrite -square; apply: eq_expect => oa; rewrite excess_noisy mulr1.
  by apply: eq_expect => o; rewrite mulr1.
congr norm2; rewrite /expectedGradient expectv_product; apply: eq_expectv => o.
rewrite [LHS](expectvZl Q (fun a => reward o + e a) (score o)).
by rewrite expectD expect_const noise0 addr0.
Qed.

End Dither.

(* ---- The claim ---- *)

Theorem GroupSizeLaw (R : realFieldType) (O E : finType) (P : distribution R O)
    (Q : distribution R E) (G d : nat) (reward : O -> R) (score : O -> 'cV[R]_d) (e : E -> R) :
  (1 < G)%N -> expectv P score = 0 -> expect Q e = 0 ->
  let V := expect P reward in
  let F := covariance P score in
  let sigma2 := expect Q (fun a => e a ^+ 2) in
  let A := \tr (covariance P (fun o => (reward o - V) *: score o)) in
  let C := expect P (fun o => (reward o - V) ^+ 2) * \tr F
           + norm2 (expectv P (fun o => reward o *: score o)) in
  let law A C := A / G%:R + C / (G%:R * (G%:R - 1)) in
  (* Without noise, and with noise of its own on the reward of every completion. *)
  \tr (covariance (iid P G) (cleanGradient reward score (@leaveOneOut R G))) = law A C /\
  \tr (covariance (iid (product P Q) G)
        (cleanGradient (noisyReward reward e) (noisyScore score) (@leaveOneOut R G)))
    = law (A + sigma2 * \tr F) (C + sigma2 * \tr F).
Proof.
move=> G_gt1 score0 noise0 V F sigma2 A C law; split; first exact: leave_one_out_trace.
rewrite leave_one_out_trace ?noisy_score0 //.
by rewrite own_noisy // pair_noisy.
Qed.
