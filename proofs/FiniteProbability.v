(* Finite probability: distributions on a finite type and expectations.       *)
(*                                                                            *)
(*   distribution R T   a law on the finite type T with values in R, a real   *)
(*                      field: pmf >= 0 and of sum 1; P t is the mass of t    *)
(*   expect P X         E X = sum_t P(t) X(t) of a scalar X : T -> R          *)
(*   expectv P X        the same for X : T -> V, V any left R-module          *)
(*                      (vectors, matrices, polynomials)                      *)
(*   prob P A           P(A) of a predicate A                                 *)
(*   product P Q        the law of an independent pair, on T * U              *)
(*   iid P G            the law of G independent draws of P, on the functions *)
(*                      {ffun 'I_G -> O}                                      *)
(*   uniform T t0       the uniform law on T, inhabited by t0                 *)
(*                                                                            *)
(* Proved: linearity, the expectation under a product as an iterated one, and *)
(* the one- and two-coordinate marginals of iid draws. The latter two come    *)
(* from sum_weights1 and sum_weights2, which hold for any weights w : O -> R, *)
(* probabilities or not: with w = P 1_C they describe groups whose members    *)
(* all fall into C, without a conditional law that may fail to exist.         *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record distribution (R : realFieldType) (T : finType) := Distribution {
  pmf :> T -> R;
  pmf_ge0 : forall t, 0 <= pmf t;
  pmf_sum : \sum_t pmf t = 1
}.

Definition expect (R : realFieldType) (T : finType) (P : distribution R T)
  (X : T -> R) : R := \sum_t P t * X t.

Definition expectv (R : realFieldType) (T : finType) (P : distribution R T)
  (V : lmodType R) (X : T -> V) : V := \sum_t P t *: X t.

Definition prob (R : realFieldType) (T : finType) (P : distribution R T)
  (A : pred T) : R := \sum_(t | A t) P t.

(* ---- Linearity, for vectors ---- *)

Section Vectors.
Variables (R : realFieldType) (T : finType) (P : distribution R T).
Variable V : lmodType R.
Implicit Types X Y : T -> V.

Lemma eq_expectv X Y : X =1 Y -> expectv P X = expectv P Y.
Proof. by move=> XY; apply: eq_bigr => t _; rewrite XY. Qed.

Lemma expectv_const v : expectv P (fun=> v) = v :> V.
Proof. by rewrite /expectv -scaler_suml pmf_sum scale1r. Qed.

Lemma expectvD X Y :
  expectv P (fun t => X t + Y t) = expectv P X + expectv P Y.
Proof. by rewrite -big_split; apply: eq_bigr => t _; rewrite scalerDr. Qed.

Lemma expectvN X : expectv P (fun t => - X t) = - expectv P X.
Proof. by rewrite -sumrN; apply: eq_bigr => t _; rewrite scalerN. Qed.

Lemma expectvB X Y :
  expectv P (fun t => X t - Y t) = expectv P X - expectv P Y.
Proof. by rewrite expectvD expectvN. Qed.

Lemma expectvZ a X : expectv P (fun t => a *: X t) = a *: expectv P X.
Proof.
by rewrite scaler_sumr; apply: eq_bigr => t _; rewrite !scalerA mulrC.
Qed.

Lemma expectv_sum (I : finType) (X : I -> T -> V) :
  expectv P (fun t => \sum_i X i t) = \sum_i expectv P (X i).
Proof.
by rewrite exchange_big; apply: eq_bigr => t _; rewrite scaler_sumr.
Qed.

(* A random multiple of a fixed vector. *)
Lemma expectvZl (a : T -> R) (v : V) :
  expectv P (fun t => a t *: v) = expect P a *: v.
Proof. by rewrite scaler_suml; apply: eq_bigr => t _; rewrite scalerA. Qed.

(* Any linear map goes through: traces, matrix products, transposition. *)
Lemma expectv_linear (W : lmodType R) (f : {linear V -> W}) X :
  expectv P (fun t => f (X t)) = f (expectv P X).
Proof. by rewrite linear_sum; apply: eq_bigr => t _; rewrite linearZ. Qed.

End Vectors.

(* ---- Linearity, for scalars ---- *)

Section Scalars.
Variables (R : realFieldType) (T : finType) (P : distribution R T).
Implicit Types X Y : T -> R.

(* A scalar is a vector of R over itself. *)
Lemma expectE X : expect P X = expectv P (X : T -> R^o).
Proof. by []. Qed.

Lemma eq_expect X Y : X =1 Y -> expect P X = expect P Y.
Proof. exact: (@eq_expectv _ _ P [lmodType R of R^o]). Qed.

Lemma expect_const a : expect P (fun=> a) = a.
Proof. exact: (@expectv_const _ _ P [lmodType R of R^o]). Qed.

Lemma expectD X Y : expect P (fun t => X t + Y t) = expect P X + expect P Y.
Proof. exact: (@expectvD _ _ P [lmodType R of R^o]). Qed.

Lemma expectN X : expect P (fun t => - X t) = - expect P X.
Proof. exact: (@expectvN _ _ P [lmodType R of R^o]). Qed.

Lemma expectB X Y : expect P (fun t => X t - Y t) = expect P X - expect P Y.
Proof. exact: (@expectvB _ _ P [lmodType R of R^o]). Qed.

Lemma expectZ a X : expect P (fun t => a * X t) = a * expect P X.
Proof. exact: (@expectvZ _ _ P [lmodType R of R^o]). Qed.

Lemma expectZr a X : expect P (fun t => X t * a) = expect P X * a.
Proof. by rewrite mulrC -expectZ; apply: eq_expect => t; rewrite mulrC. Qed.

Lemma expect_sum (I : finType) (X : I -> T -> R) :
  expect P (fun t => \sum_i X i t) = \sum_i expect P (X i).
Proof. exact: (@expectv_sum _ _ P [lmodType R of R^o]). Qed.

Lemma expect_ge0 X : (forall t, 0 <= X t) -> 0 <= expect P X.
Proof.
by move=> X_ge0; apply: sumr_ge0 => t _; rewrite mulr_ge0 ?pmf_ge0 ?X_ge0.
Qed.

Lemma expect_le X Y : (forall t, X t <= Y t) -> expect P X <= expect P Y.
Proof.
by move=> XY; rewrite -subr_ge0 -expectB expect_ge0 // => t; rewrite subr_ge0.
Qed.

Lemma probE (A : pred T) : prob P A = expect P (fun t => (A t)%:R).
Proof.
rewrite /prob big_mkcond; apply: eq_bigr => t _.
by case: (A t); rewrite ?mulr1 ?mulr0.
Qed.

Lemma eq_prob (A B : pred T) : A =1 B -> prob P A = prob P B.
Proof. exact: eq_bigl. Qed.

Lemma probC (A : pred T) : prob P (fun t => ~~ A t) = 1 - prob P A.
Proof.
by rewrite -(pmf_sum P) [X in _ = X - _](bigID A) /= addrC addrA addNr add0r.
Qed.

Lemma prob_ge0 (A : pred T) : 0 <= prob P A.
Proof. by apply: sumr_ge0 => t _; apply: pmf_ge0. Qed.

Lemma prob_le1 (A : pred T) : prob P A <= 1.
Proof. by rewrite -subr_ge0 -probC prob_ge0. Qed.

End Scalars.

(* ---- Independent pairs ---- *)

Section Product.
Variables (R : realFieldType) (T U : finType).
Variables (P : distribution R T) (Q : distribution R U).

Let pair_pmf (tu : T * U) := P tu.1 * Q tu.2.

Lemma pair_pmf_ge0 tu : 0 <= pair_pmf tu.
Proof. by rewrite mulr_ge0 ?pmf_ge0. Qed.

Lemma pair_pmf_sum : \sum_tu pair_pmf tu = 1.
Proof.
rewrite -(pair_bigA _ (fun t u => P t * Q u)) /= -(pmf_sum P).
by apply: eq_bigr => t _; rewrite -mulr_sumr pmf_sum mulr1.
Qed.

Definition product := Distribution pair_pmf_ge0 pair_pmf_sum.

(* Fubini: first draw t, then u. *)
Lemma expectv_product (V : lmodType R) (X : T * U -> V) :
  expectv product X = expectv P (fun t => expectv Q (fun u => X (t, u))).
Proof.
transitivity (\sum_t \sum_u (P t * Q u) *: X (t, u)).
  by rewrite pair_bigA; apply: eq_bigr => -[t u].
apply: eq_bigr => t _; rewrite scaler_sumr.
by apply: eq_bigr => u _; rewrite scalerA.
Qed.

Lemma expect_product (X : T * U -> R) :
  expect product X = expect P (fun t => expect Q (fun u => X (t, u))).
Proof. exact: (@expectv_product [lmodType R of R^o]). Qed.

End Product.

(* ---- Independent draws of one law ---- *)

Section Weights.
Variables (R : realFieldType) (O : finType) (w : O -> R) (G : nat).
Variable V : lmodType R.

Let mass := \sum_o w o.

(* Sums over families factorise: the product rule of independence. *)
Lemma sum_weights (F : 'I_G -> O -> R) :
  \sum_(f : {ffun 'I_G -> O}) \prod_k F k (f k) = \prod_k \sum_o F k o.
Proof. by rewrite bigA_distr_bigA. Qed.

(* Split a sum over O by the value of one argument. *)
Lemma sum_select (o : O) (h : O -> V) : h o = \sum_a (o == a)%:R *: h a.
Proof.
rewrite (bigD1 o) //= eqxx scale1r big1 ?addr0 // => a.
by rewrite eq_sym => /negbTE ->; rewrite scale0r.
Qed.

Lemma sum_indicator (a : O) : \sum_o w o * (o == a)%:R = w a.
Proof.
rewrite (bigD1 a) //= eqxx mulr1 big1 ?addr0 // => o /negbTE ->.
by rewrite mulr0.
Qed.

Lemma sum_weights1 (i : 'I_G) (h : O -> V) :
  \sum_(f : {ffun 'I_G -> O}) (\prod_k w (f k)) *: h (f i)
    = mass ^+ G.-1 *: \sum_o w o *: h o.
Proof.
transitivity (\sum_(f : {ffun 'I_G -> O}) \sum_a
    ((\prod_k w (f k)) * (f i == a)%:R) *: h a).
  apply: eq_bigr => f _; rewrite {1}(sum_select (f i) h) scaler_sumr.
  by apply: eq_bigr => a _; rewrite scalerA.
rewrite exchange_big scaler_sumr; apply: eq_bigr => a _ /=.
rewrite -scaler_suml scalerA; congr (_ *: _).
pose F k o := w o * (if k == i then (o == a)%:R else 1).
transitivity (\sum_(f : {ffun 'I_G -> O}) \prod_k F k (f k)).
  apply: eq_bigr => f _; rewrite big_split /=; congr (_ * _).
  by rewrite -big_mkcond big_pred1_eq.
rewrite sum_weights (bigD1 i) //= /F eqxx sum_indicator mulrC; congr (_ * _).
rewrite (eq_bigr (fun=> mass)) => [|k /negbTE ki].
  by rewrite prodr_const cardC1 card_ord.
by rewrite ki; apply: eq_bigr => o _; rewrite mulr1.
Qed.

Lemma sum_weights2 (i j : 'I_G) (h : O -> O -> V) : i != j ->
  \sum_(f : {ffun 'I_G -> O}) (\prod_k w (f k)) *: h (f i) (f j)
    = mass ^+ G.-2 *: \sum_a \sum_b (w a * w b) *: h a b.
Proof.
move=> ij; transitivity (\sum_(f : {ffun 'I_G -> O}) \sum_a \sum_b
    ((\prod_k w (f k)) * ((f i == a)%:R * (f j == b)%:R)) *: h a b).
  apply: eq_bigr => f _; rewrite {1}(sum_select (f i) (h^~ (f j))) scaler_sumr.
  apply: eq_bigr => a _; rewrite {1}(sum_select (f j) (h a)) !scaler_sumr.
  by apply: eq_bigr => b _; rewrite !scalerA mulrA.
rewrite exchange_big scaler_sumr; apply: eq_bigr => a _ /=.
rewrite exchange_big scaler_sumr; apply: eq_bigr => b _ /=.
rewrite -scaler_suml scalerA; congr (_ *: _).
pose F k o := w o * ((if k == i then (o == a)%:R else 1)
                      * (if k == j then (o == b)%:R else 1)).
transitivity (\sum_(f : {ffun 'I_G -> O}) \prod_k F k (f k)).
  apply: eq_bigr => f _; rewrite !big_split /=; congr (_ * (_ * _)).
    by rewrite -big_mkcond big_pred1_eq.
  by rewrite -big_mkcond big_pred1_eq.
have ji : j != i by rewrite eq_sym.
rewrite sum_weights (bigD1 i) //= (bigD1 j) //= /F !eqxx (negbTE ij) (negbTE ji).
rewrite mulrCA mulrA mulrC; congr (_ * _).
  rewrite (eq_bigr (fun=> mass)) => [|k /andP[/negbTE ki /negbTE kj]].
    rewrite prodr_const; congr (_ ^+ _).
    have := cardD1 j (predC1 i); rewrite cardC1 card_ord !inE ji => ->.
    by rewrite add1n; apply: eq_card => k; rewrite !inE andbC.
  by rewrite ki kj; apply: eq_bigr => o _; rewrite !mulr1.
rewrite mulrC; congr (_ * _).
  by rewrite -[RHS]sum_indicator; apply: eq_bigr => o _; rewrite mulr1.
by rewrite -[RHS]sum_indicator; apply: eq_bigr => o _; rewrite mul1r.
Qed.

End Weights.

Section Iid.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).

Let iid_pmf (f : {ffun 'I_G -> O}) := \prod_i P (f i).

Lemma iid_pmf_ge0 f : 0 <= iid_pmf f.
Proof. by apply: prodr_ge0 => i _; apply: pmf_ge0. Qed.

Lemma iid_pmf_sum : \sum_f iid_pmf f = 1.
Proof.
by rewrite (sum_weights (fun=> P)) big1 // => k _; rewrite pmf_sum.
Qed.

Definition iid := Distribution iid_pmf_ge0 iid_pmf_sum.

Variable V : lmodType R.

(* One draw has the law P. *)
Lemma expectv_iid1 (i : 'I_G) (h : O -> V) :
  expectv iid (fun f => h (f i)) = expectv P h.
Proof. by rewrite [LHS]sum_weights1 pmf_sum expr1n scale1r. Qed.

(* Two draws are an independent pair. *)
Lemma expectv_iid2 (i j : 'I_G) (h : O -> O -> V) : i != j ->
  expectv iid (fun f => h (f i) (f j))
    = expectv P (fun a => expectv P (fun b => h a b)).
Proof.
move=> ij; rewrite [LHS](sum_weights2 _ _ ij) pmf_sum expr1n scale1r.
apply: eq_bigr => a _; rewrite scaler_sumr.
by apply: eq_bigr => b _; rewrite scalerA.
Qed.

End Iid.

Section IidScalars.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).

Lemma expect_iid1 (i : 'I_G) (h : O -> R) :
  expect (iid P G) (fun f => h (f i)) = expect P h.
Proof. exact: (@expectv_iid1 _ _ _ _ [lmodType R of R^o]). Qed.

Lemma expect_iid2 (i j : 'I_G) (h : O -> O -> R) : i != j ->
  expect (iid P G) (fun f => h (f i) (f j))
    = expect P (fun a => expect P (fun b => h a b)).
Proof. exact: (@expectv_iid2 _ _ _ _ [lmodType R of R^o]). Qed.

(* The expectation of a product of functions of separate draws. *)
Lemma expect_iid_prod (F : 'I_G -> O -> R) :
  expect (iid P G) (fun f => \prod_k F k (f k)) = \prod_k expect P (F k).
Proof.
rewrite -(sum_weights (fun k o => P o * F k o)); apply: eq_bigr => f _.
by rewrite big_split.
Qed.

End IidScalars.

(* ---- An instance: the uniform law ---- *)

Section Uniform.
Variables (R : realFieldType) (T : finType) (t0 : T).

Let uniform_pmf (_ : T) : R := #|T|%:R^-1.

Lemma uniform_pmf_ge0 t : 0 <= uniform_pmf t.
Proof. by rewrite invr_ge0 ler0n. Qed.

Lemma uniform_pmf_sum : \sum_t uniform_pmf t = 1.
Proof.
rewrite /uniform_pmf sumr_const -[LHS]mulr_natl mulfV // pnatr_eq0 -lt0n.
by apply/card_gt0P; exists t0.
Qed.

Definition uniform := Distribution uniform_pmf_ge0 uniform_pmf_sum.

End Uniform.
