(* Noise added to the rewards of a group.                                     *)
(*                                                                            *)
(*   N : distribution R W   the law of the draw w; noise : 'I_G -> W -> R     *)
(*   dithered x noise w i   x_i + noise_i(w), the dithered reward             *)
(*   uncorrelated N noise sigma2                                              *)
(*                          E noise_i = 0, E noise_i^2 = sigma2 and           *)
(*                          E noise_i noise_j = 0 for i <> j                  *)
(*   exchangeable N noise   permuting the group leaves the law of the noise   *)
(*                          as it is, tested on every function of the family  *)
(*   iidNoise e i w         e(w_i), for w drawn from iid Q G                  *)
(*                                                                            *)
(* Proved: second moments of linear functions of uncorrelated noise; iid      *)
(* noise is uncorrelated if its mean is 0, and exchangeable whatever its law. *)
(* So both hypotheses can be met.                                             *)

From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From ReDit Require Import FiniteProbability Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition dithered (R : realFieldType) (W : Type) (G : nat) (x : 'I_G -> R)
  (noise : 'I_G -> W -> R) (w : W) (i : 'I_G) := x i + noise i w.

Section Noise.
Variables (R : realFieldType) (W : finType) (N : distribution R W) (G : nat).
Variable noise : 'I_G -> W -> R.

Definition uncorrelated (sigma2 : R) :=
  (forall i, expect N (noise i) = 0) /\
  (forall i j, expect N (fun w => noise i w * noise j w) = (i == j)%:R * sigma2).

Definition exchangeable :=
  forall (p : {perm 'I_G}) (f : {ffun 'I_G -> R} -> R),
    expect N (fun w => f [ffun i => noise (p i) w])
      = expect N (fun w => f [ffun i => noise i w]).

Variable sigma2 : R.
Hypothesis noiseU : uncorrelated sigma2.

Lemma expect_linear0 M i :
  expect N (fun w => linearAdvantage M (noise^~ w) i) = 0.
Proof.
rewrite expect_sum big1 // => j _; rewrite expectZ.
by have [-> _] := noiseU; rewrite mulr0.
Qed.

Lemma expect_linear_pair M i k :
  expect N (fun w => linearAdvantage M (noise^~ w) i * linearAdvantage M (noise^~ w) k)
    = sigma2 * \sum_j M i j * M k j.
Proof.
have [_ noise2] := noiseU.
transitivity (expect N (fun w => \sum_j \sum_l (M i j * M k l) * (noise j w * noise l w))).
  apply: eq_expect => w; rewrite mulr_suml; apply: eq_bigr => j _.
  by rewrite mulr_sumr; apply: eq_bigr => l _; rewrite mulrACA.
rewrite expect_sum mulr_sumr; apply: eq_bigr => j _.
rewrite expect_sum (bigD1 j) //= expectZ noise2 eqxx mul1r mulrC big1 ?addr0 //.
by move=> l; rewrite eq_sym expectZ noise2 => /negbTE ->; rewrite mul0r mulr0.
Qed.

Lemma sum_expect_linear_sq M :
  \sum_i expect N (fun w => linearAdvantage M (noise^~ w) i ^+ 2)
    = sigma2 * weightEnergy M.
Proof.
rewrite mulr_sumr; apply: eq_bigr => i _; exact: expect_linear_pair.
Qed.

End Noise.

(* ---- Instances ---- *)

Section IidNoise.
Variables (R : realFieldType) (E : finType) (Q : distribution R E) (G : nat).
Variable e : E -> R.

Definition iidNoise (i : 'I_G) (w : {ffun 'I_G -> E}) := e (w i).

Lemma iid_uncorrelated : expect Q e = 0 ->
  uncorrelated (iid Q G) iidNoise (expect Q (fun a => e a ^+ 2)).
Proof.
move=> e0; split=> [i|i j]; first by rewrite (expect_iid1 Q i e).
have [<-|ij] := eqVneq i j.
  by rewrite mul1r (expect_iid1 Q i (fun a => e a * e a)).
rewrite (expect_iid2 Q (fun a b => e a * e b) ij) mul0r.
rewrite (eq_expect _ (Y := fun a => e a * expect Q e)) => [|a].
  by rewrite expectZr e0 mulr0.
by rewrite expectZ.
Qed.

Lemma iid_exchangeable : exchangeable (iid Q G) iidNoise.
Proof.
move=> p f; pose shuffle (w : {ffun 'I_G -> E}) := [ffun i => w (p i)].
have shuffleK : injective shuffle.
  move=> w w' eq_w; apply/ffunP => i.
  by have := congr1 (fun h : {ffun 'I_G -> E} => h (p^-1%g i)) eq_w; rewrite !ffunE permKV.
rewrite [RHS](reindex_inj shuffleK); apply: eq_bigr => w _ /=; congr (_ * f _).
  by rewrite [LHS](reindex_inj (@perm_inj _ p)); apply: eq_bigr => i _; rewrite ffunE.
by apply/ffunP => i; rewrite !ffunE /iidNoise ffunE.
Qed.

End IidNoise.
