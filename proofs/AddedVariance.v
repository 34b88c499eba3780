(* AddedVariance: dithering adds gradient variance, and exactly how much.     *)
(*                                                                            *)
(*   P, reward, score       the law of one completion, its reward and its     *)
(*                          score, a vector of R^d, with E score = 0          *)
(*   fisher                 Cov score = E[score score^T]                      *)
(*   N, noise               uncorrelated noise of mean 0 and variance sigma2, *)
(*                          independent of the completions; no other          *)
(*                          assumption on its law                             *)
(*   groupGradient A        the dithered gradient, on outcomes P N G          *)
(*   cleanGradient A        the gradient without noise, on iid P G            *)
(*                                                                            *)
(* Proved: for a linear advantage with weights M                              *)
(*   Cov g_sigma = Cov g_0 + (energy M / G^2) sigma2 F     (added_covariance) *)
(* so c = 1/G for reinforce, (G-1)/G^2 for mean, 1/(G-1) for leave-one-out;   *)
(* and 0 <= tr Cov g_sigma - tr Cov g_0 <= c sigma2 B2 if norm(score)^2 <= B2.*)
(*                                                                            *)
(* What fails without the hypotheses: see the .md file. Softmax scores over   *)
(* arms (softmax_score0, softmax_bound, softmax_trace) meet those on scores,  *)
(* with tr F = 1 - sum pi^2 and B2 = 2; Noise.v those on the noise.           *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import FiniteProbability Group Noise Covariance UnbiasedGradient.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section AddedVariance.
Variables (R : realFieldType) (O W : finType).
Variables (P : distribution R O) (N : distribution R W) (G d : nat).
Variables (reward : O -> R) (score : O -> 'cV[R]_d).
Variables (noise : 'I_G -> W -> R) (sigma2 : R).

Definition fisher := covariance P score.

Definition cleanGradient (advantage : ('I_G -> R) -> 'I_G -> R)
  (y : {ffun 'I_G -> O}) := gradient (advantage (rewards reward y)) (scores score y).

Hypothesis score_mean0 : expectv P score = 0.

Lemma fisherE : fisher = expectv P (fun o => outer (score o) (score o)).
Proof.
by rewrite /fisher covarianceE score_mean0 /outer mul0mx subr0.
Qed.

Lemma expect_score_pair i k :
  expectv (iid P G) (fun y => outer (scores score y i) (scores score y k))
    = (i == k)%:R *: fisher.
Proof.
have [<-|ik] := eqVneq i k.
  by rewrite scale1r fisherE (expectv_iid1 P i (fun o => outer (score o) (score o))).
rewrite (expectv_iid2 P (fun a b => outer (score a) (score b)) ik) scale0r.
rewrite (eq_expectv _ (Y := fun=> 0)) ?expectv_const // => a.
by rewrite expectv_outerr score_mean0 /outer trmx0 mulmx0.
Qed.

(* The part of the gradient that the noise brings. *)
Definition noiseGradient M (y : {ffun 'I_G -> O}) (w : W) :=
  gradient (linearAdvantage M (noise^~ w)) (scores score y).

(* tr (M S M^T), S the covariance matrix of the noise. *)
Definition noiseEnergy M := \sum_i expect N (fun w => linearAdvantage M (noise^~ w) i ^+ 2).

Lemma noiseEnergy_ge0 M : 0 <= noiseEnergy M.
Proof. by apply: sumr_ge0 => i _; apply: expect_ge0 => w; exact: sqr_ge0. Qed.

Section AnyCorrelation.
Hypothesis noise_mean0 : forall i, expect N (noise i) = 0.

Lemma expect_noiseGradient M y : expectv N (noiseGradient M y) = 0.
Proof.
rewrite [LHS](expectv_gradient N (scores score y)
  (fun w => linearAdvantage M (noise^~ w))).
rewrite (eq_gradient (y := fun=> 0)) => [|i]; last first.
  rewrite /linearAdvantage expect_sum big1 // => j _.
  by rewrite expectZ noise_mean0 mulr0.
by rewrite /gradient /average big1 ?scaler0 // => i _; rewrite scale0r.
Qed.

Lemma noise_energy M :
  expectv (iid P G) (fun y =>
      expectv N (fun w => outer (noiseGradient M y w) (noiseGradient M y w)))
    = (noiseEnergy M / G%:R ^+ 2) *: fisher.
Proof.
pose pair i k := expect N (fun w =>
  linearAdvantage M (noise^~ w) i * linearAdvantage M (noise^~ w) k).
rewrite (eq_expectv _ (Y := fun y => G%:R ^- 2 *: \sum_i \sum_k
    pair i k *: outer (scores score y i) (scores score y k))) => [|y].
  rewrite expectvZ mulrC -scalerA; congr (_ *: _).
  rewrite expectv_sum scaler_suml; apply: eq_bigr => i _.
  rewrite expectv_sum (bigD1 i) //= expectvZ expect_score_pair eqxx scale1r.
  rewrite big1 ?addr0 => [|k]; last first.
    by rewrite eq_sym expectvZ expect_score_pair => /negbTE ->; rewrite scale0r scaler0.
  by congr (_ *: _); apply: eq_expect => w; rewrite expr2.
rewrite (eq_expectv _ (fun w => outer_gradient _ _ _)) expectvZ; congr (_ *: _).
rewrite expectv_sum; apply: eq_bigr => i _.
rewrite expectv_sum; apply: eq_bigr => k _.
by rewrite expectvZl.
Qed.

Lemma correlated_covariance M :
  covariance (outcomes P N G) (groupGradient reward score noise (linearAdvantage M))
    = covariance (iid P G) (cleanGradient (linearAdvantage M))
      + (noiseEnergy M / G%:R ^+ 2) *: fisher.
Proof.
set g0 := cleanGradient _.
rewrite !covarianceE (expected_gradient reward score_mean0 M noise_mean0).
rewrite (expected_clean reward score_mean0 M) addrAC -noise_energy -expectvD.
congr (_ - _); rewrite expectv_product; apply: eq_expectv => y.
pose h := noiseGradient M y.
rewrite (eq_expectv _ (Y := fun w =>
    (outer (g0 y) (g0 y) + outer (g0 y) (h w)) + (outer (h w) (g0 y) + outer (h w) (h w)))).
  rewrite !expectvD expectv_const expectv_outerr expectv_outerl.
  by rewrite expect_noiseGradient /outer trmx0 mulmx0 mul0mx addr0 add0r.
move=> w; rewrite -!outerDr -outerDl; congr (outer _ _); rewrite -gradientD;
  by apply: eq_gradient => i; rewrite -linearAdvantageD.
Qed.

End AnyCorrelation.

Hypothesis noiseU : uncorrelated N noise sigma2.

Lemma added_covariance M :
  covariance (outcomes P N G) (groupGradient reward score noise (linearAdvantage M))
    = covariance (iid P G) (cleanGradient (linearAdvantage M))
      + (weightEnergy M / G%:R ^+ 2 * sigma2) *: fisher.
Proof.
have [noise0 _] := noiseU; rewrite (correlated_covariance noise0 M); congr (_ + _ *: _).
by rewrite /noiseEnergy (sum_expect_linear_sq noiseU) -mulrA mulrC.
Qed.

End AddedVariance.

Section TraceBound.
Variables (R : realFieldType) (O : finType) (P : distribution R O) (d : nat).
Variable score : O -> 'cV[R]_d.
Hypothesis score_mean0 : expectv P score = 0.

Lemma trace_fisher : \tr (fisher P score) = expect P (fun o => norm2 (score o)).
Proof.
rewrite trace_covariance score_mean0.
by apply: eq_expect => o; rewrite subr0.
Qed.

Lemma trace_fisher_le B2 :
  (forall o, norm2 (score o) <= B2) -> \tr (fisher P score) <= B2.
Proof.
by move=> bound; rewrite trace_fisher -[leRHS](expect_const P) expect_le.
Qed.

End TraceBound.

(* ---- The claim ---- *)

Theorem AddedVariance (R : realFieldType) (O W : finType) (P : distribution R O)
    (N : distribution R W) (G d : nat) (reward : O -> R) (score : O -> 'cV[R]_d)
    (noise : 'I_G -> W -> R) (sigma2 : R) :
  (1 < G)%N -> expectv P score = 0 -> uncorrelated N noise sigma2 ->
  let F := covariance P score in
  let before A := covariance (iid P G) (cleanGradient reward score A) in
  let after A := covariance (outcomes P N G) (groupGradient reward score noise A) in
  let law A c :=
    after A = before A + (c * sigma2) *: F /\
    forall B2, (forall o, norm2 (score o) <= B2) ->
      0 <= \tr (after A) - \tr (before A) <= c * sigma2 * B2 in
  [/\ law (@reinforce R G) G%:R^-1,
      law (@centred R G) ((G%:R - 1) / G%:R ^+ 2) &
      law (@leaveOneOut R G) (G%:R - 1)^-1].
Proof.
move=> G_gt1 score0 noiseU F before after law.
have G_gt0 := ltnW G_gt1; have G0 := size_neq0 R G_gt0; have d0 := pred_neq0 R G_gt1.
have sigma2_ge0 : 0 <= sigma2.
  have [_ noise2] := noiseU; pose i := Ordinal G_gt0.
  have := noise2 i i; rewrite eqxx mul1r => <-.
  by apply: expect_ge0 => w; rewrite -expr2 sqr_ge0.
have lawM A M c : (forall x, A x =1 linearAdvantage M x) ->
    0 <= c -> weightEnergy M = c * G%:R ^+ 2 -> law A c.
  move=> AM c_ge0 energyM; have {energyM} cE : weightEnergy M / G%:R ^+ 2 = c.
    by rewrite energyM mulfK // expf_neq0.
  have added : after A = before A + (c * sigma2) *: F.
    have := added_covariance reward score0 noiseU M; rewrite cE.
    rewrite -(@eq_covariance _ _ _ _ (groupGradient reward score noise A)) => [|yw].
      rewrite -(@eq_covariance _ _ _ _ (cleanGradient reward score A)) // => y.
      by apply: eq_gradient => i; apply: AM.
    by apply: eq_gradient => i; apply: AM.
  split=> // B2 bound; rewrite added linearD linearZ /= addrC addKr.
  have csigma2 : 0 <= c * sigma2 by rewrite mulr_ge0.
  by rewrite mulr_ge0 ?ler_wpmul2l ?trace_covariance_ge0 ?trace_fisher_le.
have d_ge0 : 0 <= G%:R - 1 :> R by rewrite -size_pred // ler0n.
split.
- apply: lawM (@reinforce_linear R G) _ _; first by rewrite invr_ge0 ler0n.
  by rewrite energy_reinforce expr2 mulrA mulVf // mul1r.
- apply: lawM (@centred_linear R G) _ _; first by rewrite divr_ge0 ?sqr_ge0.
  by rewrite energy_mean // divfK // expf_neq0.
- apply: lawM (fun x => leaveOneOut_linear x G_gt1) _ _; first by rewrite invr_ge0.
  by rewrite energy_leaveOneOut // mulrC.
Qed.

(* ---- Scores that meet the hypotheses: a softmax policy over d arms ---- *)

Section Softmax.
Variables (R : realFieldType) (d : nat) (pi : distribution R [finType of 'I_d]).

(* The score of arm a with respect to the logits. *)
Definition softmaxScore (a : 'I_d) : 'cV[R]_d := \col_k ((k == a)%:R - pi k).

Lemma softmax_score0 : expectv pi softmaxScore = 0.
Proof.
apply/matrixP => k j; rewrite ord1 summxE mxE.
transitivity (\sum_a (pi a * (a == k)%:R - pi a * pi k)).
  by apply: eq_bigr => a _; rewrite !mxE mulrBr eq_sym.
by rewrite sumrB sum_indicator -mulr_suml pmf_sum mul1r subrr.
Qed.

Definition sumOfSquares := \sum_k pi k ^+ 2.

Lemma softmax_norm2 a : norm2 (softmaxScore a) = 1 - pi a *+ 2 + sumOfSquares.
Proof.
transitivity (\sum_k (pi k ^+ 2 + (1 - pi k *+ 2) * (k == a)%:R)).
  apply: eq_bigr => k _; rewrite mxE sqrrB.
  case: (k == a); first by rewrite expr1n mul1r mulr1 addrC.
  by rewrite expr0n mul0r mul0rn subr0 add0r mulr0 addr0.
by rewrite big_split /= (sum_indicator (fun k => 1 - pi k *+ 2)) addrC.
Qed.

Lemma softmax_bound a : norm2 (softmaxScore a) <= 2%:R.
Proof.
have le1 k : pi k <= 1.
  by rewrite -(pmf_sum pi) (bigD1 k) //= ler_addl sumr_ge0 // => o _; apply: pmf_ge0.
have squares : sumOfSquares <= 1.
  by rewrite -(pmf_sum pi) ler_sum // => k _; rewrite expr2 ler_pimulr ?pmf_ge0.
rewrite softmax_norm2 mulr2n; apply: ler_add => //.
by rewrite ger_addl oppr_le0 addr_ge0 ?pmf_ge0.
Qed.

Lemma softmax_trace : \tr (fisher pi softmaxScore) = 1 - sumOfSquares.
Proof.
rewrite (trace_fisher softmax_score0) (eq_expect _ softmax_norm2).
rewrite expectD expectB !expect_const /expect.
rewrite (eq_bigr (fun k => 2%:R * pi k ^+ 2)) => [|k _]; last first.
  by rewrite mulr_natl mulrnAr expr2.
by rewrite -mulr_sumr -/sumOfSquares mulr_natl mulr2n opprD addrA subrK.
Qed.

End Softmax.
