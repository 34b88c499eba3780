(******************************************************************************)
(* A decision of polynomial identities: the tactic [ring_identity]            *)
(*                                                                            *)
(* A goal [a = b] between polynomial expressions of a commutative ring R is   *)
(* closed by normalising both sides in Coq's own sparse Horner form (the      *)
(* library behind the standard tactic [ring]), which the lemma                *)
(* [polynomial_identity] connects to the algebraic structures of MathComp.    *)
(*                                                                            *)
(* Understood: 0, 1, n%:R for a literal n, a + b, - a, a - b, a * b, a ^+ n    *)
(* for a literal n. Everything else, inverses included, is an atom;    *)
(* write a division as a * b^-1.                                              *)
(******************************************************************************)
From Coq Require Import ZArith Ring_theory Ring_polynom InitialRing.
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Correctness.

Variable R : comRingType.

Definition plus (x y : R) : R := x + y.
Definition times (x y : R) : R := x * y.
Definition minus (x y : R) : R := x - y.
Definition opposite (x : R) : R := - x.

Lemma ring_laws : ring_theory 0 1 plus times minus opposite eq.
Proof.
split=> //.
- exact: add0r.
- exact: addrC.
- exact: addrA.
- exact: mul1r.
- exact: mulrC.
- exact: mulrA.
- exact: mulrDl.
- exact: subrr.
Qed.

Definition integer (z : Z) : R :=
  match z with
  | Z0 => 0
  | Zpos p => (Pos.to_nat p)%:R
  | Zneg p => - (Pos.to_nat p)%:R
  end.

Lemma extensional : ring_eq_ext plus times opposite eq.
Proof. by split=> [x y -> z t ->|x y -> z t ->|x y ->]. Qed.

(* The library computes n%:R by doubling; the unary value is the same. *)
Lemma integerE z : integer z = gen_phiZ 0 1 plus times opposite z.
Proof.
have doubling p : gen_phiPOS1 1 plus times p = (Pos.to_nat p)%:R :> R.
  elim: p => [p IH|p IH|] /=; last by rewrite Pos2Nat.inj_1.
  - by rewrite IH Pos2Nat.inj_xI multE /plus /times mulrS natrM mulr2n.
  - by rewrite IH Pos2Nat.inj_xO multE /plus /times natrM mulr2n.
have same := same_gen (Eqsth R) extensional (Rth_ARth (Eqsth R) extensional ring_laws).
by case: z => //= p; rewrite -same doubling.
Qed.

Lemma integer_morphism : ring_morph 0 1 plus times minus opposite eq
  Z0 (Zpos xH) Z.add Z.mul Z.sub Z.opp Zeq_bool integer.
Proof.
have generic := gen_phiZ_morph (Eqsth R) extensional ring_laws.
split=> *; rewrite ?integerE; [apply: (morph0 generic)|apply: (morph1 generic)
  |apply: (morph_add generic)|apply: (morph_sub generic)|apply: (morph_mul generic)
  |apply: (morph_opp generic)|exact: (morph_eq generic)].
Qed.

Lemma power_law : power_theory 1 times eq id_phi_N (fun (x : R) n => x ^+ N.to_nat n).
Proof.
constructor=> x [|p] //=; rewrite /id_phi_N /times.
elim: p => [p IH|p IH|] /=.
- by rewrite -IH Pos2Nat.inj_xI exprS -exprD addnn -mul2n.
- by rewrite -IH Pos2Nat.inj_xO -exprD addnn -mul2n.
- by rewrite Pos2Nat.inj_1 expr1.
Qed.

Definition evaluate (atoms : list R) (e : PExpr Z) : R :=
  PEeval 0 1 plus times minus opposite integer id_phi_N
    (fun x n => x ^+ N.to_nat n) atoms e.

Definition horner : PExpr Z -> Pol Z :=
  norm_subst Z0 (Zpos xH) Z.add Z.mul Z.sub Z.opp Zeq_bool Z.quotrem 0 nil.

Lemma polynomial_identity (atoms : list R) (e f : PExpr Z) :
  Peq Zeq_bool (horner e) (horner f) ->
  evaluate atoms e = evaluate atoms f.
Proof.
move=> same.
exact: (ring_correct (Eqsth R) extensional (Rth_ARth (Eqsth R) extensional ring_laws)
  integer_morphism power_law (Ztriv_div_th (Eqsth R) integer) O atoms nil e f I same).
Qed.

End Correctness.

(* Atoms are compared up to conversion: two lemmas may have reached the same    *)
(* expression through different algebraic structures.                         *)
Ltac same a b := match goal with _ => let _ := match goal with _ => unify a b end in true
                               | _ => false end.

Ltac position a atoms :=
  match atoms with
  | cons ?b ?rest =>
      match same a b with
      | true => constr:(xH)
      | false => let p := position a rest in let q := eval compute in (Pos.succ p) in q
      end
  end.

Ltac add_atom a atoms :=
  let rec member l :=
    match l with
    | nil => false
    | cons ?b ?rest => match same a b with true => true | false => member rest end
    end in
  match member atoms with true => atoms | false => constr:(cons a atoms) end.

(* Whether n is a number, as opposed to a variable such as the group size. *)
Ltac numeral n :=
  let rec unary m := match m with O => true | S ?k => unary k | _ => false end in
  let m := eval compute in n in unary m.

Ltac collect e atoms :=
  match e with
  | @GRing.zero _ => atoms
  | @GRing.one _ => atoms
  | @GRing.natmul _ (@GRing.one _) ?n =>
      match numeral n with true => atoms | false => add_atom e atoms end
  | @GRing.opp _ ?x => collect x atoms
  | @GRing.exp _ ?x _ => collect x atoms
  | @GRing.add _ ?x ?y => let l := collect x atoms in collect y l
  | @GRing.mul _ ?x ?y => let l := collect x atoms in collect y l
  | _ => add_atom e atoms
  end.

Ltac reify e atoms :=
  match e with
  | @GRing.zero _ => constr:(PEc Z0)
  | @GRing.one _ => constr:(PEc (Zpos xH))
  | @GRing.natmul _ (@GRing.one _) ?n =>
      match numeral n with
      | true => let z := eval compute in (Z.of_nat n) in constr:(PEc z)
      | false => let k := position e atoms in constr:(@PEX Z k)
      end
  | @GRing.opp _ ?x => let p := reify x atoms in constr:(PEopp p)
  | @GRing.exp _ ?x ?n =>
      let k := eval compute in (N.of_nat n) in
      let p := reify x atoms in constr:(PEpow p k)
  | @GRing.add _ ?x ?y =>
      let p := reify x atoms in let q := reify y atoms in constr:(PEadd p q)
  | @GRing.mul _ ?x ?y =>
      let p := reify x atoms in let q := reify y atoms in constr:(PEmul p q)
  | _ => let k := position e atoms in constr:(@PEX Z k)
  end.

Ltac ring_identity :=
  match goal with
  | |- @eq ?T ?a ?b =>
      let R := constr:([comRingType of T]) in
      let none := constr:(@nil T) in
      let l := collect a none in
      let atoms := collect b l in
      let p := reify a atoms in
      let q := reify b atoms in
      exact: (@polynomial_identity R atoms p q erefl)
  end.

(* It proves what is true and refuses what is not. *)
Example difference_of_squares (R : comRingType) (a b : R) :
  (a + b) * (a - b) + 1024%:R * b ^+ 2 = a ^+ 2 + 1023%:R * (b * b).
Proof. by ring_identity. Qed.

Goal forall (R : comRingType) (a b : R), (a + b) ^+ 2 = a ^+ 2 + b ^+ 2.
Proof. move=> R a b. Fail ring_identity. Abort.
