(* Dither seen through the clip: a hinge penalty on leaving the trust region. *)
(*                                                                            *)
(*   surrogate low high ratio A   min (ratio A, clip ratio A), the ratio      *)
(*                          clipped to [low, high] = [1 - eps, 1 + eps]       *)
(*   excess, shortfall      (ratio - high)+ and (low - ratio)+                *)
(*   dithered : T -> R      the advantage under finite noise of law P         *)
(*   excess_of_positive_part dithered A    delta = E[A~+] - A+                *)
(*                                                                            *)
(* Proved: if E A~ = A then for every ratio                                   *)
(*   E L(A~) = L(A) - delta ((ratio - high)+ + (low - ratio)+), delta >= 0.   *)
(*                                                                            *)
(* Without the hypotheses: if E A~ differs from A (standardized advantages)   *)
(* L is moved by (E A~ - A) (ratio + shortfall) as well; if high < low the    *)
(* clip is not a clip and surrogateE fails.                                   *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing FiniteProbability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.

Section Surrogate.

Variable R : realFieldType.
Variables low high : R.
Hypothesis ordered : low <= high.
Implicit Types ratio A : R.

Definition positive_part (x : R) : R := Num.max x 0.
Definition clip ratio : R := Num.min (Num.max ratio low) high.
Definition surrogate ratio A : R := Num.min (ratio * A) (clip ratio * A).
Definition excess ratio : R := positive_part (ratio - high).
Definition shortfall ratio : R := positive_part (low - ratio).

Lemma positive_partE (x : R) : positive_part x = if 0 <= x then x else 0.
Proof. by rewrite /positive_part; case: (lerP 0 x) => [/max_idPl|/ltW/max_idPr]. Qed.

Lemma positive_part_ge0 (x : R) : 0 <= positive_part x.
Proof. by rewrite /positive_part le_maxr lexx orbT. Qed.

(* Clipping moves the ratio by what it oversteps, one side at a time. *)
Lemma clipE ratio : clip ratio = ratio - excess ratio + shortfall ratio.
Proof.
have none x y : x <= y -> positive_part (x - y) = 0 by move=> xy; rewrite /positive_part max_r ?subr_le0.
have some x y : y <= x -> positive_part (x - y) = x - y by move=> yx; rewrite /positive_part max_l ?subr_ge0.
rewrite /clip /excess /shortfall.
case/orP: (le_total low ratio) => [inside|below].
  rewrite (max_l inside) (none low ratio inside).
  case/orP: (le_total high ratio) => [above|within].
    by rewrite (min_r above) (some ratio high above); ring_identity.
  by rewrite (min_l within) (none ratio high within); ring_identity.
have within := le_trans below ordered.
rewrite (max_r below) (min_l ordered) (some low ratio below) (none ratio high within).
by ring_identity.
Qed.

(* The surrogate bends at A = 0 only, and concavely: this is the whole claim. *)
Lemma surrogateE ratio A : surrogate ratio A =
  ratio * A - excess ratio * positive_part A - shortfall ratio * (positive_part A - A).
Proof.
have over_ge0 := positive_part_ge0 (ratio - high).
have under_ge0 := positive_part_ge0 (low - ratio).
have apart : excess ratio = 0 \/ shortfall ratio = 0.
  rewrite /excess /shortfall /positive_part; case: (leP low ratio) => [inside|below].
    by right; apply/max_idPr; rewrite subr_le0.
  by left; apply/max_idPr; rewrite subr_le0 (ltW (lt_le_trans below ordered)).
rewrite /surrogate clipE (positive_partE A).
case: (leP 0 A) => [A_ge0|/ltW A_le0]; case: apart => none; rewrite none.
all: rewrite ?subr0 ?addr0.
- rewrite (min_idPl _); first by ring_identity.
  by rewrite ler_wpmul2r // ler_addl.
- rewrite (min_idPr _); first by ring_identity.
  by rewrite ler_wpmul2r // ger_addl oppr_le0.
- rewrite (min_idPr _); first by ring_identity.
  by rewrite ler_wnmul2r // ler_addl.
- rewrite (min_idPl _); first by ring_identity.
  by rewrite ler_wnmul2r // ger_addl oppr_le0.
Qed.

End Surrogate.

Section Expected.

Variable R : realFieldType.
Variables (T : finType) (P : distribution R T).
Implicit Types (ratio A : R) (dithered : T -> R).

Definition excess_of_positive_part dithered A : R :=
  expect P (fun t => positive_part (dithered t)) - positive_part A.

(* Jensen's inequality for the positive part. *)
Lemma excess_ge0 dithered A : expect P dithered = A ->
  0 <= excess_of_positive_part dithered A.
Proof.
move=> mean_kept; rewrite subr_ge0 [positive_part A]positive_partE.
case: (leP 0 A) => _; last by apply: expect_ge0 => t; exact: positive_part_ge0.
by rewrite -mean_kept; apply: expect_le => t; rewrite /positive_part le_maxr lexx.
Qed.

Theorem ClipPenalty low high dithered A : low <= high -> expect P dithered = A ->
  (forall ratio, expect P (fun t => surrogate low high ratio (dithered t)) =
    surrogate low high ratio A
    - excess_of_positive_part dithered A * (excess high ratio + shortfall low ratio))
  /\ 0 <= excess_of_positive_part dithered A.
Proof.
move=> ordered mean_kept; split=> [ratio|]; last exact: excess_ge0.
rewrite (surrogateE ordered).
transitivity (expect P (fun t => (ratio + shortfall low ratio) * dithered t
    - (excess high ratio + shortfall low ratio) * positive_part (dithered t))).
  by apply: eq_expect => t; rewrite (surrogateE ordered); ring_identity.
rewrite expectB !expectZ mean_kept /excess_of_positive_part; ring_identity.
Qed.

End Expected.

(* The hypotheses hold for noise that is nothing, and for a fair coin of size 2 about A = 1, *)
(* which pays the penalty 1/2.                                                               *)
Section Instances.

Variable R : realFieldType.

Definition coin : distribution R bool_finType := uniform R (true : bool_finType).
Definition noisy (b : bool) : R := if b then 3%:R else -1.

Lemma noisy_mean : expect coin noisy = 1.
Proof.
rewrite /expect big_bool /= /noisy card_bool.
have half : 2%:R^-1 * 2%:R = 1 :> R by rewrite mulVf // pnatr_eq0.
by rewrite -[RHS]half; ring_identity.
Qed.

Lemma noisy_excess : excess_of_positive_part coin noisy 1 = 2%:R^-1.
Proof.
rewrite /excess_of_positive_part /expect big_bool /= /noisy card_bool /positive_part.
rewrite max_l ?ler0n // max_r ?oppr_le0 ?ler01 // max_l ?ler01 //.
have half : 2%:R^-1 * 2%:R = 1 :> R by rewrite mulVf // pnatr_eq0.
by rewrite -[X in _ - X]half; ring_identity.
Qed.

End Instances.
