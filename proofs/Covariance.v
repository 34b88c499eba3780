(* Random vectors: squared norms, outer products, covariance matrices.        *)
(*                                                                            *)
(*   u : 'cV[R]_d           a column vector of R^d, R a real field            *)
(*   norm2 u                the squared Euclidean norm, sum_k u_k^2           *)
(*   outer u v              the matrix u v^T, bilinear in u and v             *)
(*   covariance P X         E[(X - E X) (X - E X)^T] of X : T -> 'cV[R]_d     *)
(*                                                                            *)
(* Proved: Cov X = E[X X^T] - (E X)(E X)^T; tr Cov X = E norm2 (X - E X);     *)
(* mean squared error about any target = squared bias + tr Cov.               *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Vectors.
Variables (R : realFieldType) (d : nat).
Implicit Types u v : 'cV[R]_d.

Definition norm2 u := \sum_k u k 0 ^+ 2.
Definition outer u v : 'M[R]_d := u *m v^T.

Lemma outerDl u u' v : outer (u + u') v = outer u v + outer u' v.
Proof. exact: mulmxDl. Qed.

Lemma outerDr u v v' : outer u (v + v') = outer u v + outer u v'.
Proof. by rewrite /outer linearD mulmxDr. Qed.

Lemma outerZl a u v : outer (a *: u) v = a *: outer u v.
Proof. by rewrite /outer scalemxAl. Qed.

Lemma outerZr a u v : outer u (a *: v) = a *: outer u v.
Proof. by rewrite /outer linearZ -scalemxAr. Qed.

Lemma outerN u v : outer u (- v) = - outer u v.
Proof. by rewrite -scaleN1r outerZr scaleN1r. Qed.

Lemma outer_square u v :
  outer (u - v) (u - v) = outer u u - outer u v - outer v u + outer v v.
Proof. by rewrite /outer mulmxBl linearB /= !mulmxBr opprB addrA addrAC -!addrA. Qed.

Lemma outer_suml (I : finType) (u : I -> 'cV[R]_d) v :
  outer (\sum_i u i) v = \sum_i outer (u i) v.
Proof. exact: mulmx_suml. Qed.

Lemma outer_sumr (I : finType) u (v : I -> 'cV[R]_d) :
  outer u (\sum_i v i) = \sum_i outer u (v i).
Proof. by rewrite /outer linear_sum mulmx_sumr. Qed.

Lemma tr_outer u : \tr (outer u u) = norm2 u.
Proof.
apply: eq_bigr => k _; rewrite mxE big_ord1 mxE.
by rewrite expr2.
Qed.

Lemma norm2_ge0 u : 0 <= norm2 u.
Proof. by apply: sumr_ge0 => k _; apply: sqr_ge0. Qed.

Lemma norm2_eq0 u : (norm2 u == 0) = (u == 0).
Proof.
apply/eqP/eqP => [sum0|->]; last by apply: big1 => k _; rewrite mxE expr0n.
apply/matrixP => k j; rewrite ord1 mxE.
have := psumr_eq0P (fun i _ => sqr_ge0 (u i 0)) sum0 => /(_ k isT) /eqP.
by rewrite sqrf_eq0 => /eqP.
Qed.

(* The outer product of two group gradients. *)
Lemma outer_gradient G (A B : 'I_G -> R) (s : 'I_G -> 'cV[R]_d) :
  outer (gradient A s) (gradient B s)
    = G%:R ^- 2 *: \sum_i \sum_k (A i * B k) *: outer (s i) (s k).
Proof.
rewrite /gradient /average outerZl outerZr scalerA -invfM -expr2; congr (_ *: _).
rewrite outer_suml; apply: eq_bigr => i _; rewrite outer_sumr.
by apply: eq_bigr => k _; rewrite outerZl outerZr scalerA.
Qed.

End Vectors.

Section Covariance.
Variables (R : realFieldType) (T : finType) (P : distribution R T) (d : nat).
Implicit Types X : T -> 'cV[R]_d.

Definition covariance X : 'M[R]_d :=
  expectv P (fun t => outer (X t - expectv P X) (X t - expectv P X)).

Lemma eq_covariance X Y : X =1 Y -> covariance X = covariance Y.
Proof.
by move=> XY; apply: eq_expectv => t; rewrite XY (eq_expectv P XY).
Qed.

Lemma expectv_outerl X v :
  expectv P (fun t => outer (X t) v) = outer (expectv P X) v.
Proof. by rewrite outer_suml; apply: eq_bigr => t _; rewrite outerZl. Qed.

Lemma expectv_outerr u X :
  expectv P (fun t => outer u (X t)) = outer u (expectv P X).
Proof. by rewrite outer_sumr; apply: eq_bigr => t _; rewrite outerZr. Qed.

Lemma expect_trace (M : T -> 'M[R]_d) :
  expect P (fun t => \tr (M t)) = \tr (expectv P M).
Proof. by rewrite linear_sum; apply: eq_bigr => t _; rewrite linearZ. Qed.

(* Second moment about a target u: covariance and squared bias. *)
Lemma covariance_shift X u :
  expectv P (fun t => outer (X t - u) (X t - u))
    = covariance X + outer (expectv P X - u) (expectv P X - u).
Proof.
set m := expectv P X; pose c t := X t - m.
have c0 : expectv P c = 0 by rewrite expectvB expectv_const subrr.
rewrite (eq_expectv _ (Y := fun t =>
    (outer (c t) (c t) + outer (c t) (m - u)) + (outer (m - u) (c t) + outer (m - u) (m - u)))).
  rewrite !expectvD expectv_const expectv_outerl expectv_outerr c0.
  by rewrite -(scale0r (0 : 'cV[R]_d)) outerZl outerZr !scale0r addr0 add0r.
move=> t; have -> : X t - u = c t + (m - u) by rewrite addrA subrK.
by rewrite outerDl !outerDr.
Qed.

Lemma covarianceE X :
  covariance X = expectv P (fun t => outer (X t) (X t)) - outer (expectv P X) (expectv P X).
Proof.
have shift := covariance_shift X 0; rewrite subr0 in shift.
rewrite -(addrK (outer (expectv P X) (expectv P X)) (covariance X)) -shift.
by congr (_ - _); apply: eq_expectv => t; rewrite subr0.
Qed.

Lemma trace_covariance X :
  \tr (covariance X) = expect P (fun t => norm2 (X t - expectv P X)).
Proof. by rewrite -expect_trace; apply: eq_expect => t; rewrite tr_outer. Qed.

Lemma trace_covariance_ge0 X : 0 <= \tr (covariance X).
Proof. by rewrite trace_covariance expect_ge0 // => t; apply: norm2_ge0. Qed.

Lemma mean_square_error X u :
  expect P (fun t => norm2 (X t - u))
    = norm2 (expectv P X - u) + \tr (covariance X).
Proof.
rewrite -[norm2 (expectv P X - u)]tr_outer addrC -linearD -covariance_shift /=.
by rewrite -expect_trace; apply: eq_expect => t; rewrite tr_outer.
Qed.

End Covariance.
