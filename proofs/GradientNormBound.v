(* The gradient of the value is at most the standard deviation of the reward  *)
(* times the root of the largest eigenvalue of the Fisher information.        *)
(*                                                                            *)
(*   P                      the policy, a law on the finite set T             *)
(*   score t k              coordinate k of the score of completion t         *)
(*   gradV reward k         E[reward * score k]                               *)
(*   information u          u^T F u = E[(score . u)^2], F = Cov score         *)
(*   largestInformation L   L is the largest value of u^T F u on unit u       *)
(*   trace                  tr F = E[norm(score)^2]                           *)
(*                                                                            *)
(* Proved, if E score = 0:                                                    *)
(*   norm (gradV)^2 <= Var(reward) L <= Var(reward) tr F.                     *)
(* And: independent noise of mean 0 leaves gradV as it is and adds its second *)
(* moment to Var(reward), so it makes the bound weaker and nothing else.      *)
(*                                                                            *)
(* Without E score = 0: a constant reward has variance 0 and gradV = E score. *)

From mathcomp Require Import all_ssreflect all_algebra.
From ReDit Require Import CommutativeRing FiniteProbability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section GradientNormBound.

Variables (R : rcfType) (T : finType) (P : distribution R T) (n : nat).
Implicit Types (reward X Y : T -> R) (u v : 'I_n -> R).

Variable score : T -> 'I_n -> R.
Hypothesis score_centred : forall k, expect P (fun t => score t k) = 0.

Definition dot u v : R := \sum_k u k * v k.
Definition gradV reward (k : 'I_n) : R := expect P (fun t => reward t * score t k).
Definition rewardVariance reward : R :=
  expect P (fun t => (reward t - expect P reward) ^+ 2).
Definition information u : R := expect P (fun t => dot (score t) u ^+ 2).
Definition trace : R := \sum_k expect P (fun t => score t k ^+ 2).

Definition largestInformation (largest : R) : Prop :=
  (exists2 u, dot u u = 1 & information u = largest) /\
  (forall u, dot u u = 1 -> information u <= largest).

(* Cauchy-Schwarz: a quadratic form that is never negative has a discriminant *)
(* of one sign. Used for expectations and for sums over coordinates.          *)
Lemma discriminant (xx xy yy : R) : 0 <= xx -> 0 <= yy ->
  (forall a b, 0 <= a ^+ 2 * xx - 2%:R * a * b * xy + b ^+ 2 * yy) ->
  xy ^+ 2 <= xx * yy.
Proof.
move=> xx_ge0; rewrite le_eqVlt => /orP[/eqP<-|yy_gt0] form_ge0.
  have coefficient : 0 < xx + 2%:R by rewrite ltr_spaddr // ltr0n.
  rewrite mulr0 -(pmulr_rle0 _ coefficient) -oppr_ge0.
  apply: le_trans (form_ge0 xy (xx + 1)) _.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring_identity.
rewrite -subr_ge0 -(pmulr_rge0 _ yy_gt0); apply: le_trans (form_ge0 yy xy) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring_identity.
Qed.

Lemma cauchy_schwarz X Y :
  expect P (fun t => X t * Y t) ^+ 2 <=
    expect P (fun t => X t ^+ 2) * expect P (fun t => Y t ^+ 2).
Proof.
apply: discriminant => [||a b]; try by apply: expect_ge0 => t; exact: sqr_ge0.
have <- : expect P (fun t => (a * X t - b * Y t) ^+ 2) =
    a ^+ 2 * expect P (fun t => X t ^+ 2) - 2%:R * a * b * expect P (fun t => X t * Y t)
    + b ^+ 2 * expect P (fun t => Y t ^+ 2).
  by rewrite -!expectZ -expectB -expectD; apply: eq_expect => t; ring_identity.
by apply: expect_ge0 => t; exact: sqr_ge0.
Qed.

Lemma dot_ge0 u : 0 <= dot u u.
Proof. by apply: sumr_ge0 => k _; rewrite -expr2 sqr_ge0. Qed.

Lemma dot_cauchy_schwarz u v : dot u v ^+ 2 <= dot u u * dot v v.
Proof.
apply: discriminant => [||a b]; try exact: dot_ge0.
have <- : dot (fun k => a * u k - b * v k) (fun k => a * u k - b * v k) =
    a ^+ 2 * dot u u - 2%:R * a * b * dot u v + b ^+ 2 * dot v v.
  rewrite /dot !mulr_sumr -sumrB -big_split; apply: eq_bigr => k _ /=; ring_identity.
exact: dot_ge0.
Qed.

(* The score has mean 0, so any constant may be taken off the reward. *)
Lemma gradV_centred reward k :
  gradV reward k = expect P (fun t => (reward t - expect P reward) * score t k).
Proof.
rewrite (eq_expect P (Y := fun t => reward t * score t k - expect P reward * score t k)).
  by rewrite expectB expectZ score_centred mulr0 subr0.
by move=> t; rewrite mulrBl.
Qed.

Lemma norm_gradV reward : dot (gradV reward) (gradV reward) =
  expect P (fun t => (reward t - expect P reward) * dot (score t) (gradV reward)).
Proof.
transitivity (\sum_k expect P (fun t =>
    (reward t - expect P reward) * (score t k * gradV reward k))).
  apply: eq_bigr => k _; rewrite [X in X * _]gradV_centred -expectZr.
  by apply: eq_expect => t; rewrite mulrA.
by rewrite -expect_sum; apply: eq_expect => t; rewrite mulr_sumr.
Qed.

Lemma variance_ge0 reward : 0 <= rewardVariance reward.
Proof. by apply: expect_ge0 => t; exact: sqr_ge0. Qed.

Lemma information_ge0 u : 0 <= information u.
Proof. by apply: expect_ge0 => t; exact: sqr_ge0. Qed.

Lemma informationZ (a : R) u : information (fun k => a * u k) = a ^+ 2 * information u.
Proof.
rewrite /information -expectZ; apply: eq_expect => t.
by rewrite -exprMn; congr (_ ^+ 2); rewrite /dot mulr_sumr; apply: eq_bigr => k _; ring_identity.
Qed.

(* Any vector is a multiple of a unit vector. *)
Lemma information_le largest u : largestInformation largest -> 0 < dot u u ->
  information u <= largest * dot u u.
Proof.
case=> _ bounded u_gt0; set a := Num.sqrt (dot u u).
have a_sqr : a ^+ 2 = dot u u by rewrite sqr_sqrtr // ltW.
have a_neq0 : a != 0 by rewrite -sqrf_eq0 a_sqr gt_eqF.
have unit : dot (fun k => a^-1 * u k) (fun k => a^-1 * u k) = 1.
  transitivity (a^-1 ^+ 2 * dot u u).
    by rewrite /dot mulr_sumr; apply: eq_bigr => k _; ring_identity.
  by rewrite -a_sqr -exprMn mulVf // expr1n.
have := bounded _ unit; rewrite informationZ => below.
rewrite -a_sqr -[information u]mul1r -(expr1n _ 2) -(mulfV a_neq0) exprMn -mulrA mulrC.
by rewrite ler_pmul2r // a_sqr.
Qed.

Lemma spectral_bound reward largest : largestInformation largest ->
  dot (gradV reward) (gradV reward) <= rewardVariance reward * largest.
Proof.
move=> is_largest; set v := gradV reward.
have := dot_ge0 v; rewrite le_eqVlt => /orP[/eqP<-|v_gt0].
  case: is_largest => -[u _ <-] _.
  by rewrite mulr_ge0 ?variance_ge0 ?information_ge0.
rewrite -(ler_pmul2r v_gt0) -expr2 -mulrA.
apply: (@le_trans _ _ (rewardVariance reward * information v)).
  by rewrite [X in X ^+ 2]norm_gradV; exact: cauchy_schwarz.
by rewrite ler_wpmul2l ?variance_ge0 ?information_le.
Qed.

Lemma information_le_trace u : information u <= trace * dot u u.
Proof.
rewrite /trace -expect_sum -expectZr; apply: expect_le => t.
apply: le_trans (dot_cauchy_schwarz _ _) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_ * _); apply: eq_bigr.
Qed.

Lemma norm_bound reward largest : largestInformation largest ->
  dot (gradV reward) (gradV reward) <= rewardVariance reward * largest
    <= rewardVariance reward * trace.
Proof.
move=> is_largest; rewrite spectral_bound //=; case: is_largest => -[u unit <-] _.
rewrite ler_wpmul2l ?variance_ge0 //.
by have := information_le_trace u; rewrite unit mulr1.
Qed.

End GradientNormBound.

(* ---- Dither: the bound rises, the gradient stays ---- *)

Section Dither.

Variables (R : rcfType) (T U : finType) (P : distribution R T) (Q : distribution R U).
Variables (n : nat) (score : T -> 'I_n -> R) (reward : T -> R) (noise : U -> R).
Hypothesis noise_centred : expect Q noise = 0.

(* Completion and noise are independent: their law is the product. *)
Let dithered (tu : T * U) : R := reward tu.1 + noise tu.2.

Lemma gradV_dithered k :
  gradV (product P Q) (fun tu => score tu.1) dithered k = gradV P score reward k.
Proof.
rewrite /gradV expect_product; apply: eq_expect => t.
transitivity (expect Q (fun u => (reward t + noise u) * score t k)); first by [].
by rewrite expectZr expectD expect_const noise_centred addr0.
Qed.

Lemma variance_dithered : rewardVariance (product P Q) dithered =
  rewardVariance P reward + expect Q (fun u => noise u ^+ 2).
Proof.
have meanE : expect (product P Q) dithered = expect P reward.
  rewrite expect_product; apply: eq_expect => t.
  transitivity (expect Q (fun u => reward t + noise u)); first by [].
  by rewrite expectD expect_const noise_centred addr0.
rewrite /rewardVariance meanE expect_product -[X in _ = _ + X](expect_const P) -expectD.
apply: eq_expect => t; set c := reward t - expect P reward.
transitivity (expect Q (fun u => c ^+ 2 + 2%:R * c * noise u + noise u ^+ 2)).
  by apply: eq_expect => u; rewrite /dithered /c /=; ring_identity.
by rewrite !expectD expect_const expectZ noise_centred mulr0 addr0.
Qed.

End Dither.

(* The bound, and what dither does to its two sides: the left one stays, the   *)
(* right ones grow, strictly where the noise and the information are not 0.   *)
Theorem GradientNormBound (R : rcfType) (T U : finType) (P : distribution R T)
    (Q : distribution R U) n (score : T -> 'I_n -> R) (reward : T -> R) (noise : U -> R) largest :
  (forall k, expect P (fun t => score t k) = 0) -> expect Q noise = 0 ->
  largestInformation P score largest ->
  let dithered (tu : T * U) := reward tu.1 + noise tu.2 in
  let clean := gradV P score reward in
  let dirty := gradV (product P Q) (fun tu => score tu.1) dithered in
  let spread := rewardVariance P reward in
  let wider := rewardVariance (product P Q) dithered in
  [/\ dot clean clean <= spread * largest <= spread * trace P score,
      dirty =1 clean, wider = spread + expect Q (fun u => noise u ^+ 2)
    & 0 < expect Q (fun u => noise u ^+ 2) -> 0 < largest ->
      spread * largest < wider * largest /\ spread * trace P score < wider * trace P score].
Proof.
move=> score_centred noise_centred is_largest dithered clean dirty spread wider.
have widerE : wider = spread + expect Q (fun u => noise u ^+ 2) by exact: variance_dithered.
have below := norm_bound score_centred reward is_largest.
split=> // [k|noise_gt0 largest_gt0]; first exact: gradV_dithered.
have trace_gt0 : 0 < trace P score.
  apply: (lt_le_trans largest_gt0); case: is_largest => -[u unit <-] _.
  by have := information_le_trace P score u; rewrite unit mulr1.
by rewrite widerE !ltr_pmul2r // ltr_addl.
Qed.

(* The hypotheses can be met, with equality: two completions of equal         *)
(* probability, scores 1 and -1, reward 1 for the first.                      *)
Section Instance.

Variable R : rcfType.
Let coin : distribution R bool_finType := uniform R (true : bool_finType).
Let sign (t : bool) (k : 'I_1) : R := if t then 1 else -1.
Let half : 2%:R^-1 * 2%:R = 1 :> R. Proof. by rewrite mulVf // pnatr_eq0. Qed.

Let coinE (X : bool -> R) : expect coin X = 2%:R^-1 * (X true + X false).
Proof. by rewrite /expect big_bool /= card_bool mulrDr. Qed.

Example score_is_centred k : expect coin (fun t => sign t k) = 0.
Proof. by rewrite coinE subrr mulr0. Qed.

Example information_is_1 : largestInformation coin sign 1.
Proof.
have value u : information coin sign u = dot u u.
  rewrite /information coinE /dot !big_ord1 /sign -[RHS]mul1r -[X in _ = X * _]half; ring_identity.
split=> [|u unit]; last by rewrite value unit.
by exists (fun=> 1); rewrite ?value /dot big_ord1 mulr1.
Qed.

End Instance.
