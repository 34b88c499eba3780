(* When bounded noise surely keeps the signs of the advantages.               *)
(*                                                                            *)
(*   correct : pred 'I_G    which completions are right; K = #|correct|       *)
(*   low < high             the two rewards, gap = high - low                 *)
(*   noise, |noise_i| <= a  the dither, of radius a                           *)
(*   kept noise             every centred dithered reward has the sign of the *)
(*                          centred reward; advantages have these signs, as   *)
(*                          standardizing divides by something positive       *)
(*                                                                            *)
(* Proved for a mixed group (0 < K < G): all noises of radius a are kept if   *)
(* and only if 2 (G-1) a < gap min(K, G-K). Necessity is by an explicit noise *)
(* of size a: -a for one completion and a for all others, or the reverse.     *)
(* All mixed groups of size G keep their signs iff 2 (G-1) a < gap.           *)
(*                                                                            *)
(* Without the hypotheses: unbounded noise (Gaussian) keeps no group surely;  *)
(* a silent group has no sign to keep; at equality the sign is lost only at   *)
(* corners of the cube, which uniform noise hits with probability 0.          *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing Group.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SignPreservation.

Variables (R : realFieldType) (G : nat) (low high : R).
Hypothesis distinct : low < high.
Implicit Types (correct : pred 'I_G) (noise : 'I_G -> R).

Definition reward correct (i : 'I_G) : R := if correct i then high else low.
Definition kept correct noise : Prop := forall i,
  Num.sg (centred (fun j => reward correct j + noise j) i) = Num.sg (centred (reward correct) i).
Definition within (a : R) noise : Prop := forall i, `|noise i| <= a.
Definition lone (i : 'I_G) (a : R) (j : 'I_G) : R := if j == i then - a else a.
Let gap : R := high - low.

(* G times a centred value, without division. *)
Lemma scaled_centred (x : 'I_G -> R) i : G%:R * centred x i = \sum_(j | j != i) (x i - x j).
Proof.
have G_gt0 : (0 < G)%N by exact: leq_ltn_trans (ltn_ord i).
rewrite /centred mulrBr -sum_mean // mulr_natl -[X in _ *+ X](card_ord G) -sumr_const -sumrB.
by rewrite (bigD1 i) //= subrr add0r.
Qed.

Lemma sg_centred (x : 'I_G -> R) i :
  Num.sg (centred x i) = Num.sg (\sum_(j | j != i) (x i - x j)).
Proof.
have G_gt0 : (0 < G)%N by exact: leq_ltn_trans (ltn_ord i).
by rewrite -scaled_centred sgrM (@gtr0_sg _ G%:R) ?mul1r ?ltr0n.
Qed.

Lemma card_others (i : 'I_G) : #|[pred j | j != i]| = G.-1.
Proof. by have := cardC1 i; rewrite card_ord => <-; apply: eq_card => j; rewrite !inE. Qed.

(* The rewards of the others: only the other level differs. *)
Lemma reward_spread correct i : \sum_(j | j != i) (reward correct i - reward correct j) =
  if correct i then gap * #|predC correct|%:R else - (gap * #|correct|%:R).
Proof.
have self : \sum_(j | j != i) (reward correct i - reward correct j) =
    \sum_j (reward correct i - reward correct j) by rewrite [RHS](bigD1 i) //= subrr add0r.
rewrite self (bigID correct) /= /reward; case: (correct i).
  rewrite big1 ?add0r => [|j ->]; last by rewrite subrr.
  rewrite (eq_bigr (fun=> gap)) => [|j /negbTE ->] //.
  by rewrite sumr_const mulr_natr.
rewrite [X in _ + X]big1 ?addr0 => [|j /negbTE ->]; last by rewrite subrr.
rewrite (eq_bigr (fun=> - gap)) => [|j ->]; last by rewrite opprB.
by rewrite sumr_const mulNrn -[gap *+ _]mulr_natr.
Qed.

Lemma noise_spread a noise i : within a noise ->
  `|\sum_(j | j != i) (noise i - noise j)| <= (G.-1)%:R * (2%:R * a).
Proof.
move=> bounded; apply: le_trans (ler_norm_sum _ _ _) _.
rewrite -(card_others i) mulr_natl -sumr_const; apply: ler_sum => j _.
by rewrite mulrDl mul1r (le_trans (ler_norm_sub _ _)) // ler_add.
Qed.

Lemma dithered_spread correct noise i :
  \sum_(j | j != i) (reward correct i + noise i - (reward correct j + noise j)) =
  \sum_(j | j != i) (reward correct i - reward correct j)
  + \sum_(j | j != i) (noise i - noise j).
Proof. by rewrite -big_split; apply: eq_bigr => j _; rewrite opprD addrACA. Qed.

(* The smaller of the two classes decides. *)
Definition minority correct : nat := minn #|correct| #|predC correct|.

Lemma sufficient correct a noise : (G.-1)%:R * (2%:R * a) < gap * (minority correct)%:R ->
  within a noise -> kept correct noise.
Proof.
move=> small bounded i; rewrite !sg_centred dithered_spread reward_spread.
have := le_lt_trans (noise_spread i bounded) small; set e := \sum_(j | _) _.
have gap_ge0 : 0 <= gap by rewrite subr_ge0 ltW.
have below (n : nat) : (minority correct <= n)%N -> `|e| < gap * (minority correct)%:R ->
    `|e| < gap * n%:R.
  by move=> mn less; apply: (lt_le_trans less); rewrite ler_wpmul2l // ler_nat.
case: (correct i) => less.
  have := below _ (geq_minr _ _) less; set b := gap * _ => /[dup] near.
  move/(le_lt_trans (normr_ge0 e)) => b_gt0.
  rewrite (gtr0_sg b_gt0) gtr0_sg //.
  by move: near; rewrite ltr_norml => /andP[+ _]; rewrite -subr_gt0 opprK addrC.
have := below _ (geq_minl _ _) less; set b := gap * _ => /[dup] near.
move/(le_lt_trans (normr_ge0 e)) => b_gt0.
rewrite (@ltr0_sg _ (- b)) ?oppr_lt0 // ltr0_sg //.
by move: near; rewrite ltr_norml => /andP[_]; rewrite addrC subr_lt0.
Qed.

Lemma lone_spread (i : 'I_G) a :
  \sum_(j | j != i) (lone i a i - lone i a j) = - ((G.-1)%:R * (2%:R * a)).
Proof.
rewrite (eq_bigr (fun=> - (2%:R * a))) => [|j /negbTE ji].
  by rewrite sumr_const card_others -mulr_natl mulrN.
by rewrite /lone eqxx ji; ring_identity.
Qed.

Lemma lone_within i a : 0 <= a -> within a (lone i a) /\ within a (lone i (- a)).
Proof.
by move=> a_ge0; split=> j; rewrite /lone; case: eqP; rewrite ?normrN ger0_norm.
Qed.

(* The violating noise. *)
Lemma necessary correct a : 0 <= a -> (0 < minority correct)%N ->
  gap * (minority correct)%:R <= (G.-1)%:R * (2%:R * a) ->
  exists2 noise, within a noise & ~ kept correct noise.
Proof.
move=> a_ge0 mixed large.
have b_gt0 : 0 < gap * (minority correct)%:R.
  by rewrite mulr_gt0 ?subr_gt0 ?ltr0n.
case: (leqP #|predC correct| #|correct|) => order.
  have minorityE : minority correct = #|predC correct| by apply/minn_idPr.
  have [i iC] : exists i, correct i.
    by apply/existsP; rewrite -[X in is_true X]negbK negb_exists; apply/negP => /forallP none;
      move: mixed; rewrite /minority (eq_card0 (A := correct)) ?min0n // => j; apply/negbTE/none.
  exists (lone i a); first by case: (lone_within i a_ge0).
  move/(_ i); rewrite !sg_centred dithered_spread reward_spread iC lone_spread -minorityE.
  rewrite (gtr0_sg b_gt0) => /eqP; rewrite sgr_cp0 subr_gt0 => /lt_le_trans/(_ large).
  by rewrite ltxx.
have minorityE : minority correct = #|correct| by apply/minn_idPl/ltnW.
have [i iW] : exists i, ~~ correct i.
  apply/existsP; apply: contraTT mixed => /existsPn all; rewrite /minority.
  by rewrite (eq_card0 (A := predC correct)) ?minn0 // => j; apply/negbTE/all.
exists (lone i (- a)); first by case: (lone_within i a_ge0).
move/(_ i); rewrite !sg_centred dithered_spread reward_spread (negbTE iW) lone_spread -minorityE.
rewrite !mulrN opprK (@ltr0_sg _ (- _)) ?oppr_lt0 // => /eqP.
by rewrite sgr_cp0 addrC subr_lt0 => /lt_le_trans/(_ large); rewrite ltxx.
Qed.

Definition safe (a : R) correct : Prop := forall noise, within a noise -> kept correct noise.

Lemma one_group a correct : 0 <= a -> (0 < minority correct)%N ->
  safe a correct <-> (G.-1)%:R * (2%:R * a) < gap * (minority correct)%:R.
Proof.
move=> a_ge0 mixed; split=> [all_kept|small noise]; last exact: sufficient.
rewrite ltNge; apply/negP => large.
by have [noise bounded] := necessary a_ge0 mixed large; case; exact: all_kept.
Qed.

(* The hardest group has one completion on its own. *)
Lemma all_groups a : 0 <= a -> (1 < G)%N ->
  (forall correct, (0 < minority correct)%N -> safe a correct) <->
  (G.-1)%:R * (2%:R * a) < gap.
Proof.
move=> a_ge0 G_gt1; split=> [all_safe|small correct mixed]; last first.
  apply/one_group => //; apply: (lt_le_trans small).
  by rewrite ler_pmulr ?subr_gt0 // ler1n.
have i : 'I_G by exists 0%N; exact: ltnW.
have alone : minority (pred1 i) = 1%N.
  rewrite /minority card1 (eq_card (B := [pred j | j != i])) // card_others.
  by apply/minn_idPl; rewrite -ltnS prednK // ltnW.
have := all_safe (pred1 i); rewrite alone => /(_ isT)/one_group.
by rewrite alone mulr1; exact.
Qed.

End SignPreservation.

(* Standardizing divides by something positive wherever it matters. *)
Lemma sg_standardized (R : rcfType) G ddof (stabilizer : R) (x : 'I_G -> R) i :
  (ddof < G)%N -> 0 <= stabilizer ->
  Num.sg (standardized ddof stabilizer x i) = Num.sg (centred x i).
Proof.
move=> enough s_ge0; rewrite /standardized.
case: (eqVneq (centred x i) 0) => [->|some]; first by rewrite mul0r.
have spread : 0 < variance ddof x.
  rewrite divr_gt0 ?ltr0n ?subn_gt0 // (bigD1 i) //=.
  rewrite ltr_paddr ?sumr_ge0 // => [j _|]; first exact: sqr_ge0.
  by rewrite lt_neqAle sqr_ge0 eq_sym sqrf_eq0 some.
rewrite sgrM [X in _ * X]gtr0_sg ?mulr1 //.
by rewrite invr_gt0 ltr_paddr // sqrtr_gt0.
Qed.

Theorem SignPreservation (R : realFieldType) G (low high a : R) : low < high -> 0 <= a ->
  (forall correct : pred 'I_G, (0 < minority correct)%N ->
    safe low high a correct <->
    (G.-1)%:R * (2%:R * a) < (high - low) * (minority correct)%:R) /\
  ((1 < G)%N ->
    (forall correct : pred 'I_G, (0 < minority correct)%N -> safe low high a correct) <->
    (G.-1)%:R * (2%:R * a) < high - low).
Proof.
move=> distinct a_ge0; split=> [correct|]; first exact: one_group.
exact: all_groups.
Qed.
