(* DynamicSampling: how often a filter on silent groups fires, with and       *)
(* without dither.                                                            *)
(*                                                                            *)
(*   level : O -> L         the reward, as one of finitely many levels        *)
(*   silent y               all G completions of y have the same level        *)
(*   dithered levels        reward o + e v for o from P and v from Q          *)
(*                                                                            *)
(* Proved, over iid completions, G > 0:                                       *)
(*   silent_probability     P(silent) = sum_l P(level = l)^G                  *)
(*   DynamicSampling        so p^G + (1-p)^G for binary rewards; and after    *)
(*                          iid noise none of whose values has more than mass *)
(*                          m, P(all dithered rewards equal) <= m^(G-1),      *)
(*                          which is 0 in the limit of continuous noise: a    *)
(*                          filter on dithered rewards does not fire          *)
(*                                                                            *)
(* What fails without the hypotheses: if completions copy one another, the    *)
(* probability is 1; noise common to the group leaves silent groups silent.   *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section AllEqual.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (G : nat).

Definition silent (L : eqType) (level : O -> L) (y : {ffun 'I_G -> O}) :=
  [forall i, forall j, level (y i) == level (y j)].

Lemma prob_all (A : pred O) :
  prob (iid P G) (fun y => [forall i, A (y i)]) = prob P A ^+ G.
Proof.
rewrite !probE -[in RHS](card_ord G) -prodr_const.
rewrite -(expect_iid_prod P (fun=> fun o => (A o)%:R)); apply: eq_expect => y.
case: forallP => [allA|notA]; first by rewrite big1 // => i _; rewrite allA.
have /existsP[i /negbTE Ai] : [exists i, ~~ A (y i)].
  by rewrite -negb_forall; apply/negP => /forallP.
by rewrite (bigD1 i) //= Ai mul0r.
Qed.

Hypothesis G_gt0 : (0 < G)%N.

Lemma silent_probability (L : finType) (level : O -> L) :
  prob (iid P G) (silent level) = \sum_l prob P (fun o => level o == l) ^+ G.
Proof.
under eq_bigr => l _ do rewrite -prob_all probE.
rewrite -expect_sum probE; apply: eq_expect => y; pose i := Ordinal G_gt0.
case: (boolP (silent level y)) => [eq_l|neq_l].
  rewrite (bigD1 (level (y i))) //= big1 ?addr0 => [|l li].
    have -> // : [forall k, level (y k) == level (y i)].
    by apply/forallP => k; move/forallP: eq_l => /(_ k) /forallP /(_ i).
  by case: forallP => // /(_ i) eq_i; rewrite eq_sym eq_i in li.
rewrite big1 // => l _; case: forallP => // all_l; case/negP: neq_l.
apply/forallP => j; apply/forallP => k.
by rewrite (eqP (all_l j)) (eqP (all_l k)).
Qed.

(* Any values: the others must agree with the first. *)
Lemma silent_bound (L : eqType) (level : O -> L) m :
  (forall l, prob P (fun o => level o == l) <= m) ->
  prob (iid P G) (silent level) <= m ^+ G.-1.
Proof.
move=> atoms; pose index o : O := odflt o [pick a | level a == level o].
have indexE a b : (index a == index b) = (level a == level b).
  apply/eqP/eqP => [|eq_l].
    rewrite /index; case: pickP => [a' /eqP la|/(_ a)]; last by rewrite eqxx.
    case: pickP => [b' /eqP lb|/(_ b)]; last by rewrite eqxx.
    by rewrite /= => ab; rewrite -la -lb ab.
  rewrite /index eq_l; case: pickP => [//|/(_ b)]; by rewrite eqxx.
have -> : prob (iid P G) (silent level) = prob (iid P G) (silent index).
  apply: eq_prob => y; apply: eq_forallb => i; apply: eq_forallb => j.
  by rewrite indexE.
rewrite silent_probability.
pose mass l := prob P (fun o => index o == l).
have mass_le l : mass l <= m.
  case: (pickP (fun o => index o == l)) => [a /eqP <-|none].
    by rewrite /mass (eq_prob P (fun o => indexE o a)) atoms.
  rewrite /mass /prob big_pred0 //; apply: le_trans (atoms (level l)).
  exact: prob_ge0.
have mass_sum : \sum_l mass l = 1.
  rewrite (eq_bigr _ (fun l _ => probE P (fun o => index o == l))) -expect_sum.
  rewrite -[RHS](expect_const P); apply: eq_expect => o.
  rewrite (bigD1 (index o)) //= eqxx big1 ?addr0 // => l.
  by rewrite eq_sym => /negbTE ->.
rewrite -[leRHS]mul1r -mass_sum mulr_suml; apply: ler_sum => l _.
rewrite -{1}(prednK G_gt0) exprS; apply: ler_wpmul2l; first exact: prob_ge0.
by apply: ler_expn2r; rewrite ?nnegrE ?prob_ge0 // (le_trans _ (mass_le l)) ?prob_ge0.
Qed.

End AllEqual.

Section Dither.
Variables (R : realFieldType) (O E : finType).
Variables (P : distribution R O) (Q : distribution R E).

(* Adding an independent value spreads the masses, never concentrates them. *)
Lemma dithered_atoms (reward : O -> R) (e : E -> R) m :
  (forall v, prob Q (fun a => e a == v) <= m) ->
  forall r, prob (product P Q) (fun oa => reward oa.1 + e oa.2 == r) <= m.
Proof.
move=> atoms r; rewrite probE expect_product -[leRHS](expect_const P).
apply: expect_le => o /=; apply: le_trans (atoms (r - reward o)).
rewrite probE; apply: expect_le => a.
by rewrite [e a == _]eq_sym subr_eq [e a + _]addrC eq_sym.
Qed.

End Dither.

Theorem DynamicSampling (R : realFieldType) (O E : finType)
    (P : distribution R O) (Q : distribution R E) (G : nat) : (0 < G)%N ->
  (* Rewards on finitely many levels. *)
  [/\ forall (L : finType) (level : O -> L),
        prob (iid P G) (silent level) = \sum_l prob P (fun o => level o == l) ^+ G,
  (* Binary rewards. *)
      forall correct : O -> bool, let p := prob P correct in
        prob (iid P G) (silent correct) = p ^+ G + (1 - p) ^+ G &
  (* Dithered rewards: a bound that vanishes with the atoms of the noise. *)
      forall (reward : O -> R) (e : E -> R) m,
        (forall v, prob Q (fun a => e a == v) <= m) ->
        prob (iid (product P Q) G) (silent (fun oa => reward oa.1 + e oa.2))
          <= m ^+ G.-1].
Proof.
move=> G_gt0; split=> [L level|correct p|reward e m atoms].
- exact: silent_probability.
- rewrite silent_probability // big_bool /= -probC.
  by congr (_ ^+ G + _ ^+ G); apply: eq_prob => o; case: (correct o).
- by apply: silent_bound => // r; apply: dithered_atoms.
Qed.

(* The bound is met: n equally likely values of noise have atoms of 1/n. *)
Lemma uniform_atoms (R : realFieldType) n (v : R) :
  prob (uniform R (ord0 : [finType of 'I_n.+1])) (fun k => k%:R == v) <= n.+1%:R^-1.
Proof.
case: (pickP (fun k : 'I_n.+1 => k%:R == v)) => [k /eqP <-|none]; last first.
  by rewrite /prob big_pred0 // invr_ge0 ler0n.
rewrite /prob (eq_bigl (pred1 k)) => [|l]; last by rewrite /= eqr_nat.
by rewrite big_pred1_eq /= card_ord.
Qed.
