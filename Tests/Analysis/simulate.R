# Simulated trials with known lagged effects, in the columns of the analysis table.
#
# One person's depression d, mystical experience m (MEQ) and emotional breakthrough b (EBI) follow a
# chain over the sessions t, each written with its own person effect and its own AR(1) residual:
#
#     d[t] = mean_d[t] + u + response * (t > 1) + forward  * b[t - 1] + e[t]
#     m[t] = mean_m    + v                      + backward * d[t]     + g[t]
#     b[t] = mean_b    + w                      + link     * m[t]     + h[t]
#
# The residuals of m and b have the same autocorrelation. Then MEQ alone and EBI alone each obey the
# model that is fitted to them: m replaces b in the first line with the effect forward * link, d
# replaces m in the last with link * backward, and sums of residuals are AR(1) again. So all four
# lagged effects have one true value, also where each scale is analysed without the other.
#
# After a missed session there was no experience; depression is then as after none.

scenarios <- local({
  moderate <- list(
    forward = -0.08, backward = -1.2, link = 0.7, ar_depression = 0.3, ar_experience = 0.3,
    missed = 0.06, items_missing = 0, response_sd = 0, carry_over = 0, bounded = FALSE)
  vary <- function(...) modifyList(moderate, list(...))
  list(
    moderate = moderate,
    none = vary(forward = 0, backward = 0),
    strong = vary(forward = -0.16, backward = -2.4),
    "opposite-signs" = vary(forward = 0.08),
    "high-ar" = vary(ar_depression = 0.6, ar_experience = 0.6),
    "negative-ar" = vary(ar_depression = -0.3, ar_experience = -0.3),
    "unequal-ar" = vary(ar_depression = 0.6, ar_experience = 0),
    "more-missing" = vary(missed = 0.15, items_missing = 0.05),
    responders = vary(response_sd = 3),
    # What the fitted model does not hold: an effect of depression on itself instead of
    # autocorrelated residuals; whole numbers within the bounds of the scales.
    "carry-over" = vary(carry_over = 0.3, ar_depression = 0),
    bounded = vary(bounded = TRUE))
})

# The true effect of one point, for the four lagged effects of the analysis.
true_effects <- function(scenario) {
  c("forward meq" = scenario$forward * scenario$link,
    "forward ebi" = scenario$forward,
    "backward meq" = scenario$backward,
    "backward ebi" = scenario$backward * scenario$link)
}

# Rows of AR(1) residuals with the given standard deviation at every session.
autoregressive <- function(participants, sessions, sd, ar) {
  values <- matrix(rnorm(participants * sessions), participants)
  for (session in seq_len(sessions)[-1]) {
    values[, session] <- ar * values[, session - 1] + sqrt(1 - ar^2) * values[, session]
  }
  sd * values
}

simulate_trial <- function(scenario, participants = 32, sessions = 6) {
  with(scenario, {
    # Person effects of depression, MEQ and EBI, and each person's own response to treatment:
    # whoever has stronger experiences is less depressed, and responds more.
    correlations <- matrix(c(
      1.0, -0.3, -0.2, 0.0,
      -0.3, 1.0, 0.2, -0.4,
      -0.2, 0.2, 1.0, 0.0,
      0.0, -0.4, 0.0, 1.0), 4)
    person <- matrix(rnorm(participants * 4), participants) %*% chol(correlations) %*%
      diag(c(3.5, 16, 8, response_sd))
    site <- rep(c("north", "south"), length.out = participants)
    arm <- sample(rep(c("cues", "music"), length.out = participants))
    south <- as.numeric(site == "south")
    noise_d <- autoregressive(participants, sessions, 3, ar_depression)
    noise_m <- autoregressive(participants, sessions, 14, ar_experience)
    noise_b <- autoregressive(participants, sessions, 10, ar_experience)
    held <- matrix(runif(participants * sessions) >= missed, participants)
    course <- c(0, -2, -3, -3.5, -3.8, rep(-4, sessions))[seq_len(sessions)]

    d <- m <- b <- matrix(NA_real_, participants, sessions)
    for (session in seq_len(sessions)) {
      past <- if (session == 1) 0 else {
        ifelse(held[, session - 1], forward * (b[, session - 1] - 50), 2) +
          carry_over * (d[, session - 1] - 13) + person[, 4]
      }
      d[, session] <- 16 + course[session] + person[, 1] + south + past + noise_d[, session]
      m[, session] <- 50 + person[, 2] + 3 * south + backward * (d[, session] - 13) +
        noise_m[, session]
      b[, session] <- 48 + person[, 3] + link * (m[, session] - 50) + noise_b[, session]
      if (bounded) {
        d[, session] <- pmin(pmax(round(d[, session]), 0), 27)
        m[, session] <- pmin(pmax(round(m[, session]), 0), 100)
        b[, session] <- pmin(pmax(round(b[, session]), 0), 100)
      }
    }
    answered <- matrix(runif(participants * sessions) >= items_missing, participants)
    d[!held] <- NA
    m[!held | !answered] <- NA
    b[!held | !answered] <- NA

    sbp_0 <- 124 + matrix(rnorm(participants * sessions, sd = 9), participants)
    sbp_40 <- sbp_0 + 16 - 5 * (arm == "music") + rnorm(participants, sd = 5) +
      matrix(rnorm(participants * sessions, sd = 8), participants)
    sbp_0[!held] <- NA
    sbp_40[!held] <- NA
    madrs <- 31 + 1.2 * person[, 1] + matrix(rnorm(participants * 3, sd = 3), participants) +
      cbind(0, rnorm(participants, -14, 5), rnorm(participants, -11, 6))

    before <- function(values) cbind(NA, values[, -sessions])
    after <- function(values) cbind(values[, -1], NA)
    # By participant, then session.
    column <- function(values) as.vector(t(values))
    each <- function(values) rep(values, each = sessions)
    day <- each(rep(0, participants)) + rep(3.5 * (seq_len(sessions) - 1), participants)
    data.frame(
      record_id = each(sprintf("S-%03d", seq_len(participants))), site = each(site),
      session = rep(seq_len(sessions), participants), held = as.integer(column(held)),
      day = day, days_since_last = ifelse(day == 0, NA, 3.5), arm = each(arm),
      meq = column(m), ebi = column(b), depression = column(d),
      sbp_0 = column(sbp_0), sbp_40 = column(sbp_40),
      meq_lag = column(before(m)), ebi_lag = column(before(b)), depression_lag = column(before(d)),
      meq_next = column(after(m)), ebi_next = column(after(b)), depression_next = column(after(d)),
      madrs_baseline = each(madrs[, 1]), madrs_week4 = each(madrs[, 2]),
      madrs_week8 = each(madrs[, 3]), stringsAsFactors = FALSE)
  })
}

# As the program exports it: RFC 4180, nothing for what is missing.
write_trial <- function(trial, path) {
  con <- file(path, "wb")
  on.exit(close(con))
  write.table(
    trial, con, sep = ",", na = "", row.names = FALSE, qmethod = "double", eol = "\r\n")
}
