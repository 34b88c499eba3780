(* SilentGroups: dither gives groups with equal rewards a gradient: pure      *)
(* noise, of mean 0 and of a size that does not depend on sigma.              *)
(*                                                                            *)
(*   noise                  exchangeable; it need not have moments or a mean  *)
(*   q = notConstant        P(noise not constant in the group); 1 for         *)
(*                          continuous noise, which has no atoms, below 1 for *)
(*                          iid noise on a finite set                         *)
(*   level : O -> L         the reward of o is value (level o), value         *)
(*                          injective: two levels for binary rewards          *)
(*   levelMass l            p_l = P(level = l)                                *)
(*   levelCovariance l      C_l, the covariance of the score given level l    *)
(*                                                                            *)
(* Proved, A the standardized advantages of a group with equal rewards:       *)
(*   silent_mean0           E A_i = 0 and E g = 0, any stabilizer and ddof    *)
(*   standardized_scale (Standardized.v)                                      *)
(*                          A does not change when the noise is multiplied by *)
(*                          sigma > 0 (stabilizer 0)                          *)
(*   standardized_energy (Standardized.v)                                     *)
(*                          sum A_i^2 = G unless the noise is constant (ddof  *)
(*                          0, stabilizer 0)                                  *)
(*   silent_pair            E A_i A_j = q (G [i = j] - 1) / (G - 1)           *)
(*   silent_moment          E[g g^T; silent] = (q/G) sum_l p_l^G C_l for      *)
(*                          every sigma > 0, and 0 at sigma = 0: the jump     *)
(*                                                                            *)
(* What fails without the hypotheses: noise in the first completion only is   *)
(* not exchangeable and pushes A_0 one way if its mean sign is not 0; with a  *)
(* positive stabilizer the energy is below G and vanishes with sigma. iid     *)
(* noise is exchangeable (iid_exchangeable in Noise.v).                       *)

From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From ReDit Require Import FiniteProbability Group Noise Covariance.
From ReDit Require Import Standardized UnbiasedGradient.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---- A group with equal rewards ---- *)

Section Silent.
Variables (R : rcfType) (W : finType) (N : distribution R W) (G : nat).
Variable noise : 'I_G -> W -> R.
Hypothesis G_gt1 : (1 < G)%N.
Hypothesis noiseE : exchangeable N noise.
Let G_gt0 := ltnW G_gt1.

Definition notConstant := prob N (fun w => ~~ constant (noise^~ w)).

Section AnyStabilizer.
Variables (ddof : nat) (st : R).
Let A w i := standardized ddof st (noise^~ w) i.

(* Permuting the group permutes the advantages. *)
Lemma exchange_pair (h : R -> R -> R) (p : {perm 'I_G}) i j :
  expect N (fun w => h (A w (p i)) (A w (p j))) = expect N (fun w => h (A w i) (A w j)).
Proof.
pose f (e : {ffun 'I_G -> R}) := h (standardized ddof st e i) (standardized ddof st e j).
have := noiseE p f; rewrite /f.
have Ap w k : standardized ddof st [ffun i => noise (p i) w] k = A w (p k).
  by rewrite /A -standardized_perm; apply: eq_standardized => l; rewrite ffunE.
have A1 w k : standardized ddof st [ffun i => noise i w] k = A w k.
  by apply: eq_standardized => l; rewrite ffunE.
rewrite (eq_expect _ (Y := fun w => h (A w (p i)) (A w (p j)))) => [|w]; last by rewrite !Ap.
by move=> ->; apply: eq_expect => w; rewrite !A1.
Qed.

Lemma silent_mean0 i : expect N (fun w => A w i) = 0.
Proof.
have all_equal j : expect N (fun w => A w j) = expect N (fun w => A w i).
  by have := exchange_pair (fun a _ => a) (tperm i j) i i; rewrite tpermL.
have := expect_sum N (fun j w => A w j).
rewrite (eq_expect _ (Y := fun=> 0)) => [|w]; last exact: sum_standardized.
rewrite expect_const.
rewrite (eq_bigr _ (fun j _ => all_equal j)) sumr_const card_ord.
by move/esym/eqP; rewrite mulrn_eq0 eqn0Ngt G_gt0 /= => /eqP.
Qed.

End AnyStabilizer.

Let A w i := standardized 0 0 (noise^~ w) i.

Lemma silent_square i : expect N (fun w => A w i * A w i) = notConstant.
Proof.
have all_equal j : expect N (fun w => A w j * A w j) = expect N (fun w => A w i * A w i).
  by have := exchange_pair 0 0 (fun a _ => a * a) (tperm i j) i i; rewrite tpermL.
have := expect_sum N (fun j w => A w j * A w j).
rewrite (eq_bigr _ (fun j _ => all_equal j)) sumr_const card_ord -[RHS]mulr_natl.
rewrite (eq_expect _ (Y := fun w => G%:R * (~~ constant (noise^~ w))%:R)) => [|w].
  rewrite expectZ /notConstant probE.
  by move/(mulfI (size_neq0 R G_gt0)).
exact: standardized_energy.
Qed.

Lemma silent_pair i j :
  expect N (fun w => A w i * A w j)
    = notConstant / (G%:R - 1) * (G%:R * (i == j)%:R - 1).
Proof.
have [<-|ij] := eqVneq i j.
  by rewrite silent_square mulr1 divfK // pred_neq0.
have all_equal k : k != i ->
    expect N (fun w => A w i * A w k) = expect N (fun w => A w i * A w j).
  move=> ki; have := exchange_pair 0 0 (fun a b => a * b) (tperm j k) i j.
  by rewrite tpermL tpermD // eq_sym.
have := expect_sum N (fun k w => A w i * A w k).
rewrite (eq_expect _ (Y := fun=> 0)) => [|w]; last first.
  by rewrite -mulr_sumr sum_standardized // mulr0.
rewrite expect_const (bigD1 i) //= silent_square (eq_bigr _ all_equal).
rewrite sumr_const cardC1 card_ord -[X in _ + X]mulr_natl size_pred //.
move/esym/eqP; rewrite addrC addr_eq0 => /eqP sum0.
apply: (mulfI (pred_neq0 R G_gt1)); rewrite sum0 mulr0 sub0r mulrN1 mulrN.
by rewrite mulrC divfK // pred_neq0.
Qed.

End Silent.

(* ---- Over iid completions ---- *)

Section Jump.
Variables (R : rcfType) (O W L : finType) (P : distribution R O).
Variables (N : distribution R W) (G d : nat) (score : O -> 'cV[R]_d).
Variables (level : O -> L) (noise : 'I_G -> W -> R).
Hypothesis G_gt1 : (1 < G)%N.
Hypothesis noiseE : exchangeable N noise.
Let G_gt0 := ltnW G_gt1.

(* Mass, mean and covariance of the score on one level. *)
Let w l o := P o * (level o == l)%:R.
Definition levelMass l := prob P (fun o => level o == l).
Definition levelMean l := (levelMass l)^-1 *: \sum_o w l o *: score o.
Definition levelCovariance l := (levelMass l)^-1 *:
  \sum_o w l o *: outer (score o - levelMean l) (score o - levelMean l).

Lemma sum_w l : \sum_o w l o = levelMass l.
Proof. by rewrite /levelMass probE. Qed.

Lemma w_eq0 l o : levelMass l = 0 -> w l o = 0.
Proof.
rewrite -sum_w => sum0; apply: (psumr_eq0P _ sum0) => // a _.
by rewrite mulr_ge0 ?pmf_ge0 ?ler0n.
Qed.

(* p C = E[s s^T; level] - (1/p) E[s; level] E[s; level]^T, also at p = 0. *)
Lemma levelCovarianceE l :
  levelMass l *: levelCovariance l
    = \sum_o w l o *: outer (score o) (score o)
      - (levelMass l)^-1 *: outer (\sum_o w l o *: score o) (\sum_o w l o *: score o).
Proof.
set p := levelMass l; set m := \sum_o w l o *: score o.
have [p0|p0] := eqVneq p 0.
  rewrite p0 scale0r invr0 scale0r subr0 big1 // => o _.
  by rewrite w_eq0 ?scale0r.
rewrite /levelCovariance scalerA mulfV // scale1r.
have mE : m = p *: levelMean l by rewrite scalerA mulfV // scale1r.
move: (levelMean l) mE => u mE.
rewrite (eq_bigr (fun o => w l o *: outer (score o) (score o)
    - outer (w l o *: score o) u - outer u (w l o *: score o)
    + w l o *: outer u u)) => [|o _].
  rewrite big_split /= !sumrB -outer_suml -outer_sumr -scaler_suml sum_w -/m -/p mE.
  by rewrite !outerZl !outerZr !scalerA mulKf // subrK.
by rewrite outer_square scalerDr !scalerBr outerZl outerZr.
Qed.

Lemma silent_level l (y : {ffun 'I_G -> O}) :
  \prod_k w l (y k) = iid P G y * [forall k, level (y k) == l]%:R.
Proof.
rewrite big_split /=; congr (_ * _); case: forallP => [all_l|not_l].
  by rewrite big1 // => k _; rewrite all_l.
have /existsP[k /negbTE kl] : [exists k, level (y k) != l].
  by rewrite -negb_forall; apply/negP => /forallP.
by rewrite (bigD1 k) //= kl mul0r.
Qed.

(* Pairs of scores of a group all of whose members have level l. *)
Lemma level_pair l i j :
  \sum_(y : {ffun 'I_G -> O}) (\prod_k w l (y k)) *: outer (scores score y i) (scores score y j)
    = levelMass l ^+ G *: levelCovariance l *+ (i == j)
      + (levelMass l ^+ G.-2) *: outer (\sum_o w l o *: score o) (\sum_o w l o *: score o).
Proof.
set p := levelMass l; set m := \sum_o _.
have GE : p ^+ G = p ^+ G.-1 * p by rewrite -exprSr prednK.
have GE2 : p ^+ G.-1 = p ^+ G.-2 * p by rewrite -exprSr prednK // -ltnS prednK.
have [<-|ij] := eqVneq i j.
  rewrite mulr1n GE -scalerA levelCovarianceE -/p -/m scalerBr.
  rewrite (sum_weights1 (w l) i (fun o => outer (score o) (score o))) sum_w -/p.
  have [p0|p0] := eqVneq p 0; last by rewrite scalerA GE2 mulfK // subrK.
  have -> : m = 0 by apply: big1 => o _; rewrite w_eq0 ?scale0r.
  by rewrite /outer mul0mx !scaler0 subr0 addr0.
rewrite (sum_weights2 (w l) (fun a b => outer (score a) (score b)) ij) sum_w.
rewrite mulr0n add0r; congr (_ *: _); rewrite outer_suml; apply: eq_bigr => a _.
by rewrite outer_sumr; apply: eq_bigr => b _; rewrite outerZl outerZr scalerA.
Qed.

Let q := notConstant N noise.

(* The second moment of the gradient over groups of level l throughout. *)
Lemma silent_level_moment l :
  \sum_(y : {ffun 'I_G -> O}) (\prod_k w l (y k)) *: expectv N (fun v => outer
      (gradient (standardized 0 0 (noise^~ v)) (scores score y))
      (gradient (standardized 0 0 (noise^~ v)) (scores score y)))
    = (q / G%:R * levelMass l ^+ G) *: levelCovariance l.
Proof.
pose c i j : R := q / (G%:R - 1) * (G%:R * (i == j :> 'I_G)%:R - 1).
pose pair (y : {ffun 'I_G -> O}) i j := outer (scores score y i) (scores score y j).
transitivity (\sum_i \sum_j (G%:R ^- 2 * c i j) *:
    \sum_(y : {ffun 'I_G -> O}) (\prod_k w l (y k)) *: pair y i j).
  rewrite (eq_bigr (fun y : {ffun 'I_G -> O} => \sum_i \sum_j
      (G%:R ^- 2 * c i j) *: ((\prod_k w l (y k)) *: pair y i j))) => [|y _].
    rewrite exchange_big; apply: eq_bigr => i _; rewrite exchange_big.
    by apply: eq_bigr => j _; rewrite scaler_sumr.
  rewrite (eq_expectv _ (fun v => outer_gradient _ _ _)) expectvZ scalerA mulrC.
  rewrite -scalerA expectv_sum !scaler_sumr; apply: eq_bigr => i _.
  rewrite expectv_sum !scaler_sumr; apply: eq_bigr => j _.
  rewrite expectvZl (silent_pair G_gt1 noiseE) -/q -/(c i j) !scalerA.
  by rewrite mulrAC.
set X := levelCovariance l; set p := levelMass l.
have row_sum i : \sum_j c i j = 0.
  rewrite -mulr_sumr sumrB -mulr_sumr (bigD1 i) //= eqxx big1 => [|j]; last first.
    by rewrite eq_sym => /negbTE ->.
  by rewrite addr0 mulr1 sumr_const card_ord subrr mulr0.
transitivity (\sum_(i < G) (G%:R ^- 2 * q) *: (p ^+ G *: X)).
  apply: eq_bigr => i _; set K := p ^+ G.-2 *: outer (\sum_o w l o *: score o)
    (\sum_o w l o *: score o).
  transitivity (\sum_j ((G%:R ^- 2 * c i j) *: ((p ^+ G *: X) *+ (i == j))
                          + (G%:R ^- 2 * c i j) *: K)).
    by apply: eq_bigr => j _; rewrite level_pair scalerDr.
  rewrite big_split /= -scaler_suml -mulr_sumr row_sum mulr0 scale0r addr0.
  rewrite (bigD1 i) //= eqxx mulr1n big1 ?addr0 => [|j]; last first.
    by rewrite eq_sym => /negbTE ->; rewrite mulr0n scaler0.
  by rewrite /c eqxx mulr1 divfK // pred_neq0.
clearbody X; rewrite sumr_const card_ord -scaler_nat !scalerA; congr (_ *: _).
rewrite !mulrA; congr (_ * _).
by rewrite expr2 invfM -!mulrA mulVKf ?size_neq0 // mulrC.
Qed.

Variable value : L -> R.
Hypothesis value_inj : injective value.
Let reward o := value (level o).

(* The dithered gradient at noise level sigma, and its second moment over the *)
(* groups that are silent without noise.                                      *)
Definition silentGradient sigma :=
  groupGradient reward score (fun i v => sigma * noise i v) (standardized 0 0).
Definition silentMoment sigma :=
  expectv (outcomes P N G) (fun yv => (constant (rewards reward yv.1))%:R
    *: outer (silentGradient sigma yv) (silentGradient sigma yv)).

Lemma constant_level (y : {ffun 'I_G -> O}) :
  (constant (rewards reward y))%:R = \sum_l [forall k, level (y k) == l]%:R :> R.
Proof.
pose i := Ordinal G_gt0; case: (boolP (constant _)) => [eq_r|neq_r].
  rewrite (bigD1 (level (y i))) //= big1 ?addr0 => [|l li].
    by have -> : [forall k, level (y k) == level (y i)];
      first by apply/forallP => k; move/forallP: eq_r => /(_ k) /forallP /(_ i) /eqP /value_inj ->.
  case: forallP => // /(_ i) eq_l; by rewrite eq_sym eq_l in li.
rewrite big1 // => l _; case: forallP => // all_l; case/negP: neq_r.
apply/forallP => j; apply/forallP => k.
by rewrite /rewards /reward (eqP (all_l j)) (eqP (all_l k)).
Qed.

Lemma silent_advantage sigma (y : {ffun 'I_G -> O}) v : 0 < sigma ->
  constant (rewards reward y) ->
  standardized 0 0 (dithered (rewards reward y) (fun i v => sigma * noise i v) v)
    =1 standardized 0 0 (noise^~ v).
Proof.
move=> sigma0 eq_r i; rewrite -[RHS](standardized_scale 0 _ _ sigma0).
rewrite -[RHS](standardized_shift G_gt0 0 0 (rewards reward y (Ordinal G_gt0))).
apply: eq_standardized => j; congr (_ + _).
by move/forallP: eq_r => /(_ j) /forallP /(_ (Ordinal G_gt0)) /eqP.
Qed.

Lemma silent_moment sigma : 0 < sigma ->
  silentMoment sigma = (q / G%:R) *: \sum_l levelMass l ^+ G *: levelCovariance l.
Proof.
move=> sigma0; rewrite scaler_sumr.
under eq_bigr => l _ do rewrite scalerA -silent_level_moment.
rewrite exchange_big /silentMoment expectv_product; apply: eq_bigr => y _ /=.
under [RHS]eq_bigr => l _ do rewrite silent_level mulrC -scalerA.
rewrite -scaler_suml -constant_level.
case: (boolP (constant (rewards reward y))) => eq_r; last first.
  rewrite scale0r (eq_expectv _ (Y := fun=> 0)) ?expectv_const ?scaler0 // => v.
  by rewrite scale0r.
rewrite scale1r; congr (_ *: _); apply: eq_expectv => v; rewrite scale1r.
have gE : silentGradient sigma (y, v) = gradient (standardized 0 0 (noise^~ v)) (scores score y).
  by apply: eq_gradient => i; apply: silent_advantage.
by rewrite gE.
Qed.

Lemma silent_moment0 : silentMoment 0 = 0.
Proof.
rewrite /silentMoment (eq_expectv _ (Y := fun=> 0)) ?expectv_const // => -[y v].
case: (boolP (constant _)) => eq_r; last by rewrite scale0r.
have -> : silentGradient 0 (y, v) = 0; last by rewrite /outer mul0mx scaler0.
rewrite /silentGradient /groupGradient /gradient /average big1 ?scaler0 // => i _.
have cE : centred (rewards reward y) i = 0 by move: i; apply/(constantP G_gt0).
rewrite /standardized (eq_centred (y := rewards reward y)) => [|j].
  by rewrite cE mul0r scale0r.
by rewrite /dithered mul0r addr0.
Qed.

End Jump.

(* ---- The claim ---- *)

Theorem SilentGroups (R : rcfType) (W : finType) (N : distribution R W) (G : nat)
    (noise : 'I_G -> W -> R) :
  (1 < G)%N -> exchangeable N noise ->
  let q := notConstant N noise in
  (* Equal rewards r: no gradient on average, any stabilizer. *)
  [/\ forall (V : lmodType R) (s : 'I_G -> V) r ddof stabilizer,
        expectv N (fun w =>
          gradient (standardized ddof stabilizer (dithered (fun=> r) noise w)) s) = 0,
  (* Whatever the scale of the noise, the advantages have norm sqrt G. *)
      forall (x : 'I_G -> R) sigma, 0 < sigma ->
        standardized 0 0 (fun i => sigma * x i) =1 standardized 0 0 x /\
        \sum_i standardized 0 0 x i ^+ 2 = G%:R * (~~ constant x)%:R &
  (* Binary rewards: the second moment jumps at sigma = 0. *)
      forall (O : finType) (P : distribution R O) d (score : O -> 'cV[R]_d)
          (correct : O -> bool) (value : bool -> R), value true != value false ->
        let p := prob P correct in
        let C := levelCovariance P score correct in
        let silentSquare sigma := expect (outcomes P N G) (fun yv =>
          (constant (rewards (value \o correct) yv.1))%:R
            * norm2 (silentGradient score correct noise value sigma yv)) in
        silentSquare 0 = 0 /\
        forall sigma, 0 < sigma -> silentSquare sigma =
          q / G%:R * ((1 - p) ^+ G * \tr (C false) + p ^+ G * \tr (C true))].
Proof.
move=> G_gt1 noiseE q; have G_gt0 := ltnW G_gt1; split.
- move=> V s r ddof st; rewrite expectv_gradient.
  rewrite /gradient /average big1 ?scaler0 // => i _.
  rewrite (eq_expect _ (fun w => standardized_shift G_gt0 ddof st r _ i)).
  by rewrite (silent_mean0 G_gt1 noiseE) scale0r.
- move=> x sigma sigma0; split; last exact: standardized_energy.
  by move=> i; apply: standardized_scale.
move=> O P d score correct value value_neq p C silentSquare.
have value_inj : injective value.
  by move=> [] [] // /eqP eq_v; rewrite ?(eq_sym (value false)) (negbTE value_neq) in eq_v.
have traceE sigma : silentSquare sigma
    = \tr (silentMoment P N score correct noise value sigma).
  rewrite -expect_trace; apply: eq_expect => yv.
  by rewrite linearZ /= tr_outer.
split=> [|sigma sigma0]; first by rewrite traceE silent_moment0 // mxtrace0.
rewrite traceE (silent_moment P score correct G_gt1 noiseE value_inj sigma0) linearZ /=.
rewrite big_bool /= linearD !linearZ /= addrC; congr (_ * (_ ^+ G * _ + _ ^+ G * _)).
  by rewrite -probC; apply: eq_prob => o; case: (correct o).
by apply: eq_prob => o; case: (correct o).
Qed.
