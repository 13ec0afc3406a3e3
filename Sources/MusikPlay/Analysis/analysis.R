# The analysis of a trial: session by session, experience and depression in both directions;
# systolic blood pressure by arm; MADRS before and after.
#
#     Rscript analysis.R analysis.csv OUTPUT-FOLDER
#
# Needs R 4 and its recommended package nlme. Writes effects.csv, results.txt and plots.pdf into the
# folder.
#
# WHAT COMES BEFORE WHAT. In session t, depression is reported at the check-in before the infusion;
# MEQ and EBI are answered after it.
#
#     forward    MEQ or EBI after infusion t-1  ->  depression at the check-in of session t
#     backward   depression at the check-in of session t  ->  MEQ or EBI after infusion t
#
# In both, the predictor was measured before the outcome.
#
# MODEL "joint": the within-person effects. Depression d and one experience score x are fitted
# together, as one multilevel model of the stacked outcomes (MacCallum, Kim, Malarkey &
# Kiecolt-Glaser 1997):
#
#     d[i,1] = mean + site + s[i]                             + e[i,1]
#     d[i,t] = mean[t] + site + u[i] + forward  * x[i,t-1]    + e[i,t]      t > 1
#     x[i,t] = mean[t] + site + v[i] + backward * d[i,t]      + g[i,t]
#
# s, u and v are correlated person effects; e and g are AR(1) over the session number, so that a
# missed session leaves a gap of two. As the person effects of predictor and outcome are free to
# correlate, differences between persons do not enter forward and backward: these are effects within
# a person.
#
# The usual way to part the two, to subtract the person's mean from the predictor, is biased here.
# The outcome acts on later predictors, so the person's mean of the predictor holds the residual of
# the outcome (Nickell 1981; Hamaker & Grasman 2015; Allison, Williams & Moral-Benito 2017), and six
# sessions do not average it away. Maximum likelihood of the joint model needs no person's mean. As
# every equation only has earlier measurements on its right, the system is recursive, its Jacobian
# is 1, and the likelihood is that of an ordinary mixed model, also with lagged outcomes as
# predictors. s apart from u leaves open how a person was before the first infusion (Wooldridge
# 2005).
#
# Intervals are from the profile likelihood (Pawitan 2001): with lagged outcomes the effects are
# correlated with the autocorrelation and with the person effects, and the standard errors that lme
# prints take those as known. The deviance is compared with the square of a t quantile.
#
# MODEL "centred": the person's mean of the predictor is the between-person effect, the deviation
# from it is the within-person effect as publications have it. Its within-person row is there to be
# compared with them; by the bias above, its interval covers the truth less often than it says.
#
# Neither shows that experience causes relief: both directions are associations over time.
#
# Literature
#   Allison, Williams & Moral-Benito (2017) Socius 3, 1-17. doi:10.1177/2378023117710578
#   Becker (1988) British Journal of Mathematical and Statistical Psychology 41, 257-278.
#   Hamaker & Grasman (2015) Frontiers in Psychology 5, 1492. doi:10.3389/fpsyg.2014.01492
#   MacCallum et al. (1997) Multivariate Behavioral Research 32, 215-253.
#   Nickell (1981) Econometrica 49, 1417-1426.
#   Pawitan (2001) In All Likelihood. Oxford University Press.
#   Pinheiro & Bates (2000) Mixed-Effects Models in S and S-PLUS. Springer.
#   Wooldridge (2005) Journal of Applied Econometrics 20, 39-54.

suppressPackageStartupMessages(library(nlme))

LEVEL <- 0.95
MIN_PARTICIPANTS <- 10
# Sessions with both scores of a participant who counts for the joint model: over fewer, person
# effects before and after and autocorrelation can't be told apart.
MIN_SESSIONS <- 4
# Participants of a site below which the site gets no mean of its own.
MIN_PER_SITE <- 3
EXPERIENCES <- c(meq = "MEQ", ebi = "EBI")
MADRS_LATER <- c(week4 = "madrs_week4", week8 = "madrs_week8")
REQUIRED <- c(
  "record_id", "site", "session", "held", "meq", "ebi", "depression", "sbp_0", "sbp_40",
  "meq_lag", "ebi_lag")
NUMERIC <- c(
  setdiff(REQUIRED, c("record_id", "site")), "madrs_baseline", unname(MADRS_LATER))

refuse <- function(...) stop(structure(
  class = c("refusal", "error", "condition"), list(message = paste0(...), call = NULL)))

# ---- The table ----------------------------------------------------------------------------------

read_trial <- function(path) {
  if (!file.exists(path)) refuse("There is no file ", path, ".")
  if (file.size(path) == 0) refuse(path, " is empty.")
  table <- tryCatch(
    read.csv(
      path, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8",
      stringsAsFactors = FALSE),
    error = function(e) refuse(path, " is no readable CSV: ", conditionMessage(e)))
  missing <- setdiff(REQUIRED, names(table))
  if (length(missing) > 0) {
    refuse(path, " lacks the column", if (length(missing) > 1) "s", " ",
      paste(missing, collapse = ", "), ".")
  }
  for (name in intersect(NUMERIC, names(table))) {
    numbers <- suppressWarnings(as.numeric(table[[name]]))
    wrong <- which(is.na(numbers) & !is.na(table[[name]]))
    if (length(wrong) > 0) {
      refuse("Column ", name, ", data row ", wrong[1], ": \"", table[[name]][wrong[1]],
        "\" is no number.")
    }
    table[[name]] <- numbers
  }
  check_trial(table)
}

# Sorted by participant and session; a table that contradicts itself is refused.
check_trial <- function(trial) {
  empty <- is.na(trial$record_id) | is.na(trial$session) | is.na(trial$held)
  if (any(empty)) {
    refuse("Data row ", which(empty)[1], ": record_id, session and held can't be empty.")
  }
  if (!all(trial$held %in% 0:1)) refuse("Column held takes 0 and 1 only.")
  if (any(trial$session != round(trial$session) | trial$session < 1)) {
    refuse("Column session takes whole numbers from 1 on.")
  }
  trial <- trial[order(trial$record_id, trial$session, method = "radix"), ]
  row.names(trial) <- NULL
  twice <- duplicated(trial[c("record_id", "session")])
  if (any(twice)) {
    refuse("Participant ", trial$record_id[twice][1], " has session ", trial$session[twice][1],
      " twice.")
  }
  sites <- tapply(trial$site, trial$record_id, function(site) length(unique(site)))
  if (any(sites > 1)) refuse("Participant ", names(sites)[sites > 1][1], " has several sites.")
  for (experience in names(EXPERIENCES)) check_lag(trial, experience)
  if (is_known(trial$arm)) {
    arms <- tapply(trial$arm, trial$record_id, function(arm) length(unique(arm[!is.na(arm)])))
    if (any(arms > 1)) refuse("Participant ", names(arms)[arms > 1][1], " has several arms.")
  }
  participants <- length(unique(trial$record_id[trial$held == 1]))
  if (participants < MIN_PARTICIPANTS) {
    refuse("Too few participants: ", participants, " with a session that was held; the models ",
      "need ", MIN_PARTICIPANTS, ".")
  }
  trial
}

is_known <- function(column) !is.null(column) && any(!is.na(column))

# The lag has to be the score of the session numbered one less, and empty where that was missed:
# otherwise an earlier session would stand in for it.
check_lag <- function(trial, experience) {
  key <- paste(trial$record_id, trial$session, sep = "\r")
  before <- match(paste(trial$record_id, trial$session - 1, sep = "\r"), key)
  expected <- trial[[experience]][before]
  given <- trial[[paste0(experience, "_lag")]]
  differs <- which(is.na(expected) != is.na(given) | abs(expected - given) > 1e-9)
  if (length(differs) > 0) {
    row <- trial[differs[1], ]
    refuse("Participant ", row$record_id, ", session ", row$session, ": ", experience,
      "_lag isn't the ", experience, " of session ", row$session - 1, ".")
  }
}

# Sites, as columns to add to the fixed effects; none where they can't be told apart from their
# people.
site_columns <- function(rows) {
  people <- unique(rows[c("record_id", "site")])
  counts <- table(people$site)
  if (any(is.na(people$site)) || length(counts) < 2 || any(counts < MIN_PER_SITE)) return(NULL)
  columns <- model.matrix(~site, data.frame(site = factor(rows$site)))[, -1, drop = FALSE]
  scale(columns, scale = FALSE)
}

# One column for every session.
session_columns <- function(rows) {
  1 * outer(rows$session, sort(unique(rows$session)), "==")
}

# The columns that are linearly independent, in their order.
independent <- function(columns) {
  found <- qr(columns, tol = 1e-9)
  columns[, sort(found$pivot[seq_len(found$rank)]), drop = FALSE]
}

# ---- The joint model: its rows ------------------------------------------------------------------

# The person effects a joint model may have. The second is tried where the first doesn't converge,
# and named in the results: there everyone is before treatment as after it, which biases the effects
# where it is not so. Nothing simpler is tried: without autocorrelation the intervals are far too
# narrow.
STRUCTURES <- list(
  list(name = "person effects before treatment, of depression and of experience; AR(1) of each",
    initial = TRUE),
  list(name = "person effects of depression and of experience; AR(1) of each", initial = FALSE))

# Both outcomes under each other, in standard deviations, with the predictors of each.
joint_rows <- function(trial, experience) {
  standardize <- function(values, by) (values - mean(by, na.rm = TRUE)) / sd(by, na.rm = TRUE)
  x <- trial[[experience]]
  lag <- standardize(trial[[paste0(experience, "_lag")]], x)
  d <- standardize(trial$depression, trial$depression)
  held_before <- ave(trial$held, trial$record_id, FUN = function(held) cumsum(held) - held) > 0
  person <- trial[c("record_id", "site", "session")]
  nothing <- rep(0, nrow(trial))
  rows <- rbind(
    data.frame(person, outcome = "depression", y = d, forward = ifelse(is.na(lag), 0, lag),
      backward = nothing,
      # No experience in the session before: a mean of its own, so that the row counts.
      absent = as.numeric(is.na(lag) & trial$session > 1), initial = as.numeric(!held_before)),
    data.frame(person, outcome = "experience", y = standardize(x, x), forward = nothing,
      backward = d, absent = nothing, initial = nothing))
  rows <- rows[!is.na(rows$y) & !is.na(rows$backward), ]
  rows <- rows[order(rows$record_id, rows$outcome, rows$session, method = "radix"), ]
  row.names(rows) <- NULL
  rows$is_depression <- as.numeric(rows$outcome == "depression")
  rows$is_experience <- 1 - rows$is_depression
  rows
}

# The fixed effects besides the lagged ones: a mean for every session, sites, after no experience.
joint_covariates <- function(rows) {
  columns <- cbind(
    rows$is_depression * session_columns(rows), rows$is_experience * session_columns(rows))
  sites <- site_columns(rows)
  if (!is.null(sites)) {
    columns <- cbind(columns, rows$is_depression * sites, rows$is_experience * sites)
  }
  columns <- independent(cbind(columns, absent = rows$absent))
  colnames(columns) <- paste0("c", seq_len(ncol(columns)))
  columns
}

person_columns <- function(rows, structure) {
  if (!structure$initial) return(as.matrix(rows[c("is_depression", "is_experience")]))
  cbind(initial = rows$is_depression * rows$initial,
    depression = rows$is_depression * (1 - rows$initial), experience = rows$is_experience)
}

# Participants with the same sessions have the same covariance: it is taken apart once for them all.
joint_panel <- function(rows, structure) {
  covariates <- joint_covariates(rows)
  values <- cbind(covariates, rows$forward, rows$backward, rows$y)
  persons <- person_columns(rows, structure)
  key <- paste(rows$outcome, rows$session, rows$initial)
  people <- split(seq_len(nrow(rows)), rows$record_id)
  patterns <- lapply(
    split(people, vapply(people, function(index) paste(key[index], collapse = ","), "")),
    function(members) {
      index <- members[[1]]
      gap <- abs(outer(rows$session[index], rows$session[index], "-"))
      list(
        count = length(members), persons = persons[index, , drop = FALSE],
        outcome = 2 - rows$is_depression[index],
        gap = gap, gap_less = pmax(gap - 1, 0),
        same = outer(rows$outcome[index], rows$outcome[index], "=="),
        # One participant beside the other: rows by (columns of values, participant).
        values = do.call(cbind, lapply(members, function(index) values[index, , drop = FALSE])))
    })
  list(patterns = patterns, structure = structure, rows = rows, covariates = covariates,
    persons = persons, observations = nrow(rows), participants = length(people))
}

# ---- The joint model: its likelihood ------------------------------------------------------------

# The parameters of the covariance: the Cholesky factor of the person effects, the logarithms of
# both residual standard deviations, and both autocorrelations by the inverse hyperbolic tangent.
covariance_parameters <- function(theta, panel) {
  size <- ncol(panel$persons)
  factor <- matrix(0, size, size)
  lower <- lower.tri(factor, TRUE)
  factor[lower] <- theta[seq_len(sum(lower))]
  rest <- theta[-seq_len(sum(lower))]
  list(factor = factor, lower = lower, sd = exp(rest[1:2]), ar = tanh(rest[3:4]))
}

starting_parameters <- function(panel) {
  factor <- diag(0.6, ncol(panel$persons))
  if (panel$structure$initial) factor[2, 1] <- 0.4
  c(factor[lower.tri(factor, TRUE)], log(c(0.6, 0.6)), c(0.1, 0.1))
}

# Minus the log likelihood and its gradient, the fixed effects at their maximum (Pinheiro & Bates
# 2000, section 2.2); `held` holds the forward or backward effect at a value.
joint_likelihood <- function(panel, held = c(NA, NA)) {
  covariates <- ncol(panel$covariates)
  free <- is.na(held)
  columns <- c(seq_len(covariates), covariates + which(free))
  response <- c(rep(0, covariates), ifelse(free, 0, -held), 1)
  width <- length(response)
  last <- NULL

  evaluate <- function(theta) {
    at <- covariance_parameters(theta, panel)
    product <- 0
    log_determinant <- 0
    parts <- vector("list", length(panel$patterns))
    for (number in seq_along(parts)) {
      pattern <- panel$patterns[[number]]
      size <- length(pattern$outcome)
      ar <- matrix(at$ar[pattern$outcome], size, size)
      residual <- outer(at$sd[pattern$outcome], at$sd[pattern$outcome]) * pattern$same *
        ar^pattern$gap
      root <- tryCatch(
        chol(tcrossprod(pattern$persons %*% at$factor) + residual), error = function(e) NULL)
      if (is.null(root)) return(list(theta = theta, value = 1e10, gradient = 0 * theta))
      whitened <- backsolve(root, pattern$values, transpose = TRUE)
      dim(whitened) <- c(size, width, pattern$count)
      whitened <- matrix(aperm(whitened, c(1, 3, 2)), ncol = width)
      product <- product + crossprod(whitened)
      log_determinant <- log_determinant + 2 * pattern$count * sum(log(diag(root)))
      parts[[number]] <- list(root = root, whitened = whitened, residual = residual, ar = ar)
    }
    root <- chol(product[columns, columns, drop = FALSE])
    right <- product[columns, ] %*% response
    effects <- backsolve(root, backsolve(root, right, transpose = TRUE))
    squares <- drop(crossprod(response, product %*% response)) - sum(right * effects)
    value <- (panel$observations * log(2 * pi) + log_determinant + squares) / 2
    lagged <- -seq_len(covariates)
    list(theta = theta, value = value, gradient = gradient(at, parts, effects),
      effects = effects[lagged], naive_se = sqrt(diag(chol2inv(root)))[lagged])
  }

  # d log L = tr(S dV), with S the sum over people of (V^-1 r r' V^-1 - V^-1) / 2.
  gradient <- function(at, parts, effects) {
    combination <- response
    combination[columns] <- combination[columns] - effects
    by_factor <- 0
    by_sd <- by_ar <- c(0, 0)
    for (number in seq_along(parts)) {
      pattern <- panel$patterns[[number]]
      part <- parts[[number]]
      size <- length(pattern$outcome)
      residuals <- matrix(part$whitened %*% combination, size)
      inverse <- backsolve(part$root, diag(size))
      score <- inverse %*% (tcrossprod(residuals) - pattern$count * diag(size)) %*% t(inverse) / 2
      by_persons <- crossprod(pattern$persons, score %*% pattern$persons)
      by_factor <- by_factor + 2 * by_persons %*% at$factor
      # Of one outcome each: residuals of different outcomes are uncorrelated.
      of_sd <- 2 * rowSums(score * part$residual)
      slope <- pattern$same * pattern$gap * part$ar^pattern$gap_less
      of_ar <- rowSums(score * slope) * at$sd[pattern$outcome]^2 * (1 - at$ar[pattern$outcome]^2)
      for (outcome in 1:2) {
        own <- pattern$outcome == outcome
        by_sd[outcome] <- by_sd[outcome] + sum(of_sd[own])
        by_ar[outcome] <- by_ar[outcome] + sum(of_ar[own])
      }
    }
    -c(by_factor[at$lower], by_sd, by_ar)
  }

  at <- function(theta) {
    if (is.null(last) || !identical(last$theta, theta)) last <<- evaluate(theta)
    last
  }
  list(at = at, value = function(theta) at(theta)$value,
    gradient = function(theta) at(theta)$gradient)
}

# From `start` on. `directions` has the steps to search by as columns; in those of an equal
# curvature (`equal_directions`) the search takes a third of the time.
maximize <- function(panel, start, held = c(NA, NA), directions = diag(length(start))) {
  likelihood <- joint_likelihood(panel, held)
  theta <- function(steps) start + drop(directions %*% steps)
  found <- nlminb(
    0 * start, function(steps) likelihood$value(theta(steps)),
    function(steps) drop(crossprod(directions, likelihood$gradient(theta(steps)))),
    control = list(iter.max = 500, eval.max = 1000, rel.tol = 1e-9))
  likelihood$at(theta(found$par))
}

# What counts is not why nlminb stopped but how much higher the likelihood would still get: half the
# square of the gradient, in directions in which the curvature is 1.
require_maximum <- function(best, directions) {
  if (best$value >= 1e9 || sum(crossprod(directions, best$gradient)^2) / 2 > 1e-3) {
    stop("no maximum of the likelihood was found")
  }
}

# The directions along which the likelihood curves alike at a maximum, from the second derivatives
# by differences of the gradient.
equal_directions <- function(panel, theta, step = 1e-4) {
  gradient <- joint_likelihood(panel)$gradient
  columns <- vapply(seq_along(theta), function(number) {
    change <- replace(0 * theta, number, step)
    (gradient(theta + change) - gradient(theta - change)) / (2 * step)
  }, theta)
  parts <- eigen((columns + t(columns)) / 2, TRUE)
  parts$vectors %*% diag(1 / sqrt(pmax(parts$values, 1e-3 * max(parts$values))))
}

# ---- The joint model: by nlme -------------------------------------------------------------------

# An AR(1) for each of the outcomes that are stacked: a correlation class for lme after Pinheiro &
# Bates (2000, section 5.3), where nlme itself has one autocorrelation for all rows. The outcome is
# told by the end of the group's name, participant/outcome.
corAR1ByOutcome <- function(value) {
  structure(atanh(value), formula = ~ session | record_id / outcome, fixed = FALSE,
    class = c("corAR1ByOutcome", "corStruct"))
}

Initialize.corAR1ByOutcome <- function(object, data, ...) {
  object <- NextMethod()
  sessions <- attr(object, "covariate")
  lengths <- lengths(sessions)
  # Where the entries of the matrices lie that follow each other in the factor.
  rows <- sequence(lengths)
  size <- rep(lengths, lengths)
  start <- rep(cumsum(c(0, lengths^2))[seq_along(lengths)], lengths)
  attr(object, "diagonal") <- start + rows + (rows - 1) * size
  attr(object, "below") <- (start + rows + (rows - 2) * size)[rows > 1]
  attr(object, "gap") <- unlist(lapply(sessions, function(own) c(NA, diff(own))), use.names = FALSE)
  attr(object, "outcome") <- rep(1 + endsWith(names(sessions), "/experience"), lengths)
  attr(object, "factor") <- corFactor(object)
  attr(object, "logDet") <- -attr(attr(object, "factor"), "logDet")
  object
}

# The factor that makes residuals independent: each less what the one before predicts of it.
corFactor.corAR1ByOutcome <- function(object, ...) {
  gap <- attr(object, "gap")
  first <- is.na(gap)
  correlation <- ifelse(first, 0, tanh(as.vector(object))[attr(object, "outcome")]^gap)
  scale <- 1 / sqrt(1 - correlation^2)
  factor <- numeric(Dim(object)[["sumLenSq"]])
  factor[attr(object, "diagonal")] <- scale
  factor[attr(object, "below")] <- -(correlation * scale)[!first]
  attr(factor, "logDet") <- sum(log(scale))
  factor
}

coef.corAR1ByOutcome <- function(object, unconstrained = TRUE, ...) {
  if (unconstrained) return(as.vector(object))
  setNames(tanh(as.vector(object)), c("depression", "experience"))
}

# The joint model as lme has it, from the maximum on. Where lme can't get on from there it returns
# what it has, with a warning: what counts is the likelihood, which is compared.
joint_lme <- function(panel, theta) {
  at <- covariance_parameters(theta, panel)
  data <- cbind(panel$rows[c("record_id", "outcome", "session", "y", "forward", "backward")],
    panel$covariates)
  effects <- paste0("person_", colnames(panel$persons))
  data[effects] <- panel$persons
  # A variance of 0 has no logarithm to start from.
  persons <- (tcrossprod(at$factor) + diag(1e-6, nrow(at$factor))) / at$sd[1]^2
  dimnames(persons) <- list(effects, effects)
  fixed <- reformulate(c("0", colnames(panel$covariates), "forward", "backward"), "y")
  suppressWarnings(lme(
    fixed, data, method = "ML",
    random = list(record_id = pdSymm(persons, reformulate(c("0", effects)))),
    correlation = corAR1ByOutcome(at$ar),
    weights = varIdent(c(experience = at$sd[2] / at$sd[1]), ~ 1 | outcome),
    control = lmeControl(niterEM = 0, maxIter = 20, apVar = FALSE, returnObject = TRUE)))
}

# ---- The joint model: its effects ---------------------------------------------------------------

# How far the likelihood falls from its maximum, as the signed root of the deviance, with one lagged
# effect held at a value.
signed_root <- function(panel, best, number, value) {
  held <- c(NA, NA)
  held[number] <- value
  there <- maximize(panel, best$theta, held, best$directions)
  require_maximum(there, best$directions)
  fall <- 2 * (there$value - best$value)
  if (fall < -1e-3) stop("the likelihood has several maxima")
  sign(value - best$effects[number]) * sqrt(max(0, fall))
}

# Where the signed root reaches minus and plus `limit`. Through the maximum and a point on either
# side it is close to a parabola; the points are moved to where that meets the limits, until they
# do.
profile_interval <- function(panel, best, number, limit) {
  # The naive standard error is too small: mostly this is not far from the limits.
  steps <- c(-1.3, 1.3) * limit * best$naive_se[number]
  for (attempt in 1:10) {
    roots <- vapply(
      steps, function(step) signed_root(panel, best, number, best$effects[number] + step), 0)
    if (max(abs(roots - c(-limit, limit))) < 0.02) return(best$effects[number] + steps)
    ratios <- roots / steps
    bend <- diff(ratios) / diff(steps)
    slope <- ratios[1] - bend * steps[1]
    inside <- slope^2 + 4 * bend * c(-limit, limit)
    if (slope <= 0 || any(inside < 0)) break
    steps <- 2 * c(-limit, limit) / (slope + sqrt(inside))
  }
  stop("the likelihood is too flat for an interval")
}

fit_joint <- function(rows, structure) {
  panel <- joint_panel(rows, structure)
  near <- maximize(panel, starting_parameters(panel))
  directions <- equal_directions(panel, near$theta)
  best <- maximize(panel, near$theta, directions = directions)
  require_maximum(best, directions)
  best$directions <- directions
  # As many as there are people, less their effects: with fewer people, the person effects and
  # autocorrelations that the interval allows for are known less well.
  df <- panel$participants - ncol(panel$persons)
  if (df < 1) stop("there are too few participants")
  limit <- qt((1 + LEVEL) / 2, df)
  effects <- lapply(1:2, function(number) {
    interval <- profile_interval(panel, best, number, limit)
    root <- signed_root(panel, best, number, 0)
    list(estimate = best$effects[number], lower = interval[1], upper = interval[2],
      se = diff(interval) / (2 * limit), df = df, p = 2 * pt(-abs(root), df))
  })
  model <- joint_lme(panel, best$theta)
  if (abs(as.numeric(logLik(model)) + best$value) > 0.01) {
    stop("nlme finds another maximum than the profile likelihood")
  }
  list(forward = effects[[1]], backward = effects[[2]], model = model,
    participants = panel$participants, observations = panel$observations,
    structure = structure$name)
}

# The first of some attempts that succeeds, and why those before did not.
first_that_fits <- function(attempts, fit) {
  reasons <- character()
  for (attempt in attempts) {
    found <- tryCatch(fit(attempt), error = function(e) e)
    if (!inherits(found, "error")) return(c(found, list(reasons = reasons)))
    reasons <- c(reasons, paste0(attempt$name, ": ", conditionMessage(found)))
  }
  list(reasons = reasons, failed = TRUE)
}

simpler_note <- function(fit) {
  if (length(fit$reasons) == 0) return("")
  paste0("did not converge, simpler than planned [", paste(fit$reasons, collapse = "; "), "]")
}

effect_row <- function(
    model, direction = "", predictor = "", outcome = "", level = "", fit = NULL, participants = NA,
    observations = NA, structure = "", note = "") {
  value <- function(name) if (is.null(fit[[name]])) NA_real_ else as.numeric(fit[[name]])
  data.frame(
    model = model, direction = direction, predictor = predictor, outcome = outcome, level = level,
    estimate = value("estimate"), se = value("se"), df = value("df"), lower = value("lower"),
    upper = value("upper"), p = value("p"), participants = participants,
    observations = observations, structure = structure, note = note, stringsAsFactors = FALSE)
}

predictor_name <- function(direction, experience) {
  if (direction == "forward") paste(EXPERIENCES[[experience]], "at session t-1") else {
    "depression at check-in t"
  }
}

outcome_name <- function(direction, experience) {
  if (direction == "forward") "depression at check-in t" else {
    paste(EXPERIENCES[[experience]], "after infusion t")
  }
}

joint_model <- function(trial, experience) {
  rows <- joint_rows(trial, experience)
  # The unit of the effects: points of the outcome by point of the predictor.
  sd_d <- sd(trial$depression, na.rm = TRUE)
  sd_x <- sd(trial[[experience]], na.rm = TRUE)
  unit <- c(forward = sd_d / sd_x, backward = sd_x / sd_d)
  people <- sum(table(rows$record_id[rows$outcome == "experience"]) >= MIN_SESSIONS)
  fit <- if (people < MIN_PARTICIPANTS) {
    list(failed = TRUE, reasons = paste0("too few participants with ", EXPERIENCES[[experience]],
      " and depression in ", MIN_SESSIONS, " sessions: ", people))
  } else first_that_fits(STRUCTURES, function(structure) fit_joint(rows, structure))
  table <- do.call(rbind, lapply(c("forward", "backward"), function(direction) {
    describe <- function(...) effect_row(
      "joint", direction, predictor_name(direction, experience),
      outcome_name(direction, experience), "within", ...)
    if (isTRUE(fit$failed)) {
      return(describe(note = paste0("NOT FITTED [", paste(fit$reasons, collapse = "; "), "]")))
    }
    effect <- fit[[direction]]
    scaled <- c("estimate", "se", "lower", "upper")
    effect[scaled] <- lapply(effect[scaled], `*`, unit[[direction]])
    describe(fit = effect, participants = fit$participants, observations = fit$observations,
      structure = fit$structure, note = simpler_note(fit))
  }))
  list(table = table, model = fit$model)
}

# ---- The centred model, as published -------------------------------------------------------------

CENTRED_STRUCTURES <- list(
  list(name = "random intercept; AR(1)", autoregressive = TRUE),
  list(name = "random intercept; independent residuals", autoregressive = FALSE))

centred_rows <- function(trial, experience, direction) {
  lag <- paste0(experience, "_lag")
  rows <- if (direction == "forward") {
    data.frame(trial[c("record_id", "site", "session")], y = trial$depression, x = trial[[lag]])
  } else {
    data.frame(trial[c("record_id", "site", "session")], y = trial[[experience]],
      x = trial$depression)
  }
  rows <- rows[!is.na(rows$y) & !is.na(rows$x), ]
  rows$between <- ave(rows$x, rows$record_id)
  rows$within <- rows$x - rows$between
  rows
}

fit_centred <- function(rows, structure) {
  sites <- site_columns(rows)
  columns <- independent(cbind(session_columns(rows), sites))
  colnames(columns) <- paste0("c", seq_len(ncol(columns)))
  data <- cbind(rows, columns)
  model <- lme(
    reformulate(c("0", colnames(columns), "within", "between"), "y"), data,
    random = ~ 1 | record_id,
    correlation = if (structure$autoregressive) corAR1(0.1, form = ~ session | record_id),
    control = lmeControl(maxIter = 200, msMaxIter = 200, opt = "nlminb", apVar = FALSE))
  table <- summary(model)$tTable
  effects <- lapply(c(within = "within", between = "between"), function(name) {
    # A person's mean is one value per person, whichever level lme takes it for.
    df <- if (name == "within") table[name, "DF"] else {
      length(unique(rows$record_id)) - 2 - NCOL(sites) * !is.null(sites)
    }
    interval(table[name, "Value"], table[name, "Std.Error"], df)
  })
  list(effects = effects, structure = structure$name)
}

interval <- function(estimate, se, df) {
  limit <- qt((1 + LEVEL) / 2, df) * se
  list(estimate = estimate, se = se, df = df, lower = estimate - limit, upper = estimate + limit,
    p = 2 * pt(-abs(estimate / se), df))
}

centred_model <- function(trial, experience, direction) {
  rows <- centred_rows(trial, experience, direction)
  people <- length(unique(rows$record_id))
  repeated <- sum(table(rows$record_id) > 1)
  fit <- if (repeated < MIN_PARTICIPANTS) {
    list(failed = TRUE, reasons = paste("too few participants with both scores twice:", repeated))
  } else first_that_fits(CENTRED_STRUCTURES, function(structure) fit_centred(rows, structure))
  do.call(rbind, lapply(c("within", "between"), function(level) {
    describe <- function(...) effect_row(
      "centred", direction, predictor_name(direction, experience),
      outcome_name(direction, experience), level, ...)
    if (isTRUE(fit$failed)) {
      return(describe(note = paste0("NOT FITTED [", paste(fit$reasons, collapse = "; "), "]")))
    }
    caution <- if (level == "within") {
      "biased where the outcome acts on later predictors; to compare with publications"
    } else "between persons, by their means over the sessions"
    notes <- c(caution, simpler_note(fit))
    describe(fit = fit$effects[[level]], participants = people, observations = nrow(rows),
      structure = fit$structure, note = paste(notes[notes != ""], collapse = "; "))
  }))
}

# ---- Systolic blood pressure ---------------------------------------------------------------------

pressure_rows <- function(trial) {
  rows <- trial[c("record_id", "site", "session")]
  rows$change <- trial$sbp_40 - trial$sbp_0
  rows$arm <- if (is_known(trial$arm)) trial$arm else NA
  rows[!is.na(rows$change), ]
}

# The change over all sessions: a mean for every session, sites and arms apart; with `arms`, the
# mean of each and its difference from the first by the alphabet.
fit_pressure <- function(rows, arms, structure) {
  sites <- site_columns(rows)
  columns <- cbind(
    session_columns(rows), sites,
    vapply(arms[-1], function(arm) as.numeric(rows$arm == arm), numeric(nrow(rows))))
  sessions <- length(unique(rows$session))
  colnames(columns) <- paste0("c", seq_len(ncol(columns)))
  if (ncol(independent(columns)) < ncol(columns)) {
    stop("sessions, sites and arms can't be told apart")
  }
  model <- lme(
    reformulate(c("0", colnames(columns)), "change"), cbind(rows, columns),
    random = ~ 1 | record_id,
    correlation = if (structure$autoregressive) corAR1(0.1, form = ~ session | record_id),
    control = lmeControl(maxIter = 200, msMaxIter = 200, opt = "nlminb", apVar = FALSE))
  df <- length(unique(rows$record_id)) - max(1, length(arms)) - NCOL(sites) * !is.null(sites)
  # Sites are centred: at 0 they are as they are mixed in the trial.
  average <- c(rep(1 / sessions, sessions), rep(0, ncol(columns) - sessions))
  last <- ncol(columns) - length(arms[-1])
  contrast <- function(weights) interval(
    sum(weights * fixef(model)), sqrt(drop(weights %*% vcov(model) %*% weights)), df)
  means <- lapply(seq_len(max(1, length(arms))), function(number) {
    contrast(if (number == 1) average else replace(average, last + number - 1, 1))
  })
  differences <- lapply(seq_along(arms[-1]), function(number) {
    contrast(replace(0 * average, last + number, 1))
  })
  list(means = means, differences = differences, structure = structure$name)
}

pressure_model <- function(trial) {
  rows <- pressure_rows(trial)
  arms <- sort(unique(rows$arm[!is.na(rows$arm)]), method = "radix")
  without <- sum(is.na(rows$arm))
  note <- ""
  if (length(arms) > 0 && without > 0) {
    rows <- rows[!is.na(rows$arm), ]
    note <- paste(without, "sessions without an arm left out")
  }
  if (length(arms) == 0) note <- "no arm in this table: all together, and no outcome by arm"
  people <- length(unique(rows$record_id))
  fit <- if (people < MIN_PARTICIPANTS) {
    list(failed = TRUE, reasons = paste("too few participants:", people))
  } else first_that_fits(
    CENTRED_STRUCTURES, function(structure) fit_pressure(rows, arms, structure))
  describe <- function(...) effect_row(
    "pressure", outcome = "systolic change, minute 0 to 40", ...)
  if (isTRUE(fit$failed)) {
    return(describe(note = paste0("NOT FITTED [", paste(fit$reasons, collapse = "; "), "]")))
  }
  notes <- c(note, simpler_note(fit))
  note <- paste(notes[notes != ""], collapse = "; ")
  names <- if (length(arms) == 0) "all" else arms
  of <- function(chosen) list(length(unique(rows$record_id[chosen])), sum(chosen))
  means <- lapply(seq_along(names), function(number) {
    size <- of(if (length(arms) == 0) rep(TRUE, nrow(rows)) else rows$arm == names[number])
    describe(predictor = names[number], level = "arm mean", fit = fit$means[[number]],
      participants = size[[1]], observations = size[[2]], structure = fit$structure, note = note)
  })
  differences <- lapply(seq_along(arms[-1]), function(number) {
    size <- of(rows$arm %in% arms[c(1, number + 1)])
    describe(predictor = paste(arms[number + 1], "-", arms[1]), level = "arm difference",
      fit = fit$differences[[number]], participants = size[[1]], observations = size[[2]],
      structure = fit$structure, note = note)
  })
  do.call(rbind, c(means, differences))
}

# ---- MADRS ---------------------------------------------------------------------------------------

MADRS_NOTE <- paste(
  "within a group: not an effect of the music, since ketamine, time, expectation and regression to",
  "the mean change MADRS as well")

# The standardized change of Becker (1988): mean change by the standard deviation at baseline, with
# his correction for small samples and his variance.
standardized_change <- function(baseline, later) {
  count <- length(baseline)
  correction <- 1 - 3 / (4 * (count - 1) - 1)
  d <- correction * mean(later - baseline) / sd(baseline)
  variance <- 2 * (1 - cor(baseline, later)) / count + d^2 / (2 * count)
  interval(d, sqrt(variance), count - 1)[c("estimate", "se", "df", "lower", "upper")]
}

madrs_rows <- function(trial) {
  people <- trial[!duplicated(trial$record_id), ]
  groups <- list(all = rep(TRUE, nrow(people)))
  if (is_known(trial$arm)) {
    arm <- vapply(split(trial$arm, trial$record_id), function(arm) arm[!is.na(arm)][1], "")
    arm <- arm[people$record_id]
    for (name in sort(unique(arm[!is.na(arm)]), method = "radix")) {
      groups[[name]] <- !is.na(arm) & arm == name
    }
  }
  rows <- list()
  for (week in names(MADRS_LATER)) for (group in names(groups)) {
    describe <- function(...) effect_row("madrs", predictor = group,
      outcome = paste("MADRS, baseline to", sub("week", "week ", week)), ...)
    columns <- c("madrs_baseline", MADRS_LATER[[week]])
    if (!all(columns %in% names(trial))) {
      rows <- c(rows, list(describe(note = paste("NOT COMPUTED [no column",
        paste(setdiff(columns, names(trial)), collapse = ", "), "]"))))
      next
    }
    both <- people[groups[[group]], columns]
    both <- both[complete.cases(both), ]
    if (nrow(both) < 3 || sd(both[[1]]) == 0 || sd(both[[2]]) == 0) {
      rows <- c(rows, list(describe(participants = nrow(both),
        note = "NOT COMPUTED [fewer than 3 participants with both ratings, or all alike]")))
      next
    }
    change <- both[[2]] - both[[1]]
    # Descriptive: without a test.
    plain <- interval(mean(change), sd(change) / sqrt(nrow(both)), nrow(both) - 1)
    plain$p <- NULL
    rows <- c(rows, list(
      describe(level = "change", fit = plain, participants = nrow(both), observations = nrow(both),
        note = MADRS_NOTE),
      describe(level = "standardized change", fit = standardized_change(both[[1]], both[[2]]),
        participants = nrow(both), observations = nrow(both),
        note = paste("Becker's d, by the baseline SD;", MADRS_NOTE))))
  }
  do.call(rbind, rows)
}

# ---- All of it -----------------------------------------------------------------------------------

analyze <- function(trial) {
  joint <- lapply(names(EXPERIENCES), function(experience) joint_model(trial, experience))
  names(joint) <- names(EXPERIENCES)
  centred <- lapply(names(EXPERIENCES), function(experience) {
    rbind(
      centred_model(trial, experience, "forward"), centred_model(trial, experience, "backward"))
  })
  effects <- do.call(rbind, c(
    lapply(joint, `[[`, "table"), centred, list(pressure_model(trial), madrs_rows(trial))))
  row.names(effects) <- NULL
  list(effects = effects, models = lapply(joint, `[[`, "model"))
}

# Five digits: what every machine agrees on.
digits <- function(values) {
  ifelse(is.na(values), "", vapply(values, function(value) {
    format(value, digits = 5, scientific = FALSE, drop0trailing = TRUE)
  }, ""))
}

write_effects <- function(effects, path) {
  numbers <- vapply(effects, is.numeric, NA)
  effects[numbers] <- lapply(effects[numbers], digits)
  con <- file(path, "wb")
  on.exit(close(con))
  quoted <- function(text) {
    ifelse(grepl("[\",\r\n]", text), paste0("\"", gsub("\"", "\"\"", text), "\""), text)
  }
  lines <- c(
    paste(names(effects), collapse = ","),
    do.call(paste, c(lapply(effects, quoted), sep = ",")))
  writeLines(enc2utf8(lines), con, sep = "\r\n", useBytes = TRUE)
}

write_results <- function(trial, effects, path) {
  count <- function(values) length(unique(values))
  number <- function(values) formatC(values, digits = 3, format = "fg", flag = "#")
  sentence <- function(row) {
    name <- paste(c(
      if (row$direction != "") paste0(row$direction, ":"), row$predictor,
      if (row$direction != "") "->" else "|", row$outcome,
      if (row$level != "") paste0("(", row$level, ")")), collapse = " ")
    value <- if (is.na(row$estimate)) "    no estimate" else paste0(
      "    ", number(row$estimate), "  95 % interval ", number(row$lower), " to ",
      number(row$upper), "  se ", number(row$se), "  df ", row$df,
      if (!is.na(row$p)) if (row$p < 0.001) "  p < 0.001" else paste("  p", number(row$p)),
      "  participants ", row$participants, "  observations ", row$observations)
    c(paste0("  ", name), value, if (row$structure != "") paste0("    [", row$structure, "]"),
      if (row$note != "") strwrap(row$note, 96, prefix = "    "))
  }
  section <- function(model, title, ...) {
    rows <- effects[effects$model == model, ]
    c("", title, strwrap(paste0(...), 100), "",
      unlist(lapply(seq_len(nrow(rows)), function(index) c(sentence(rows[index, ]), ""))))
  }
  arms <- if (is_known(trial$arm)) {
    paste(sort(unique(trial$arm[!is.na(trial$arm)]), method = "radix"), collapse = ", ")
  } else "not in this table"
  site <- if (count(trial$site) == 1) "" else if (is.null(site_columns(trial))) {
    paste0(" (not in the models: one has fewer than ", MIN_PER_SITE, " participants)")
  } else " (a mean of its own for each)"
  lines <- c(
    "Experience and depression, session by session",
    "",
    paste0("Participants ", count(trial$record_id), ", sites ", count(trial$site), site,
      ", sessions held ", sum(trial$held), " of ", nrow(trial), ", arms: ", arms),
    paste0("R ", getRversion(), ", nlme ", packageVersion("nlme")),
    section("joint", "Within a person, over time (model: joint)",
      "Depression is reported before the infusion of a session, MEQ and EBI are answered after ",
      "it. forward: the experience of the session before, and depression at the next check-in. ",
      "backward: depression at the check-in, and the experience of the infusion that follows. ",
      "Points of the outcome by one point of the predictor. Maximum likelihood, profile ",
      "intervals. An association over time: no proof of a cause."),
    section("centred", "With person-mean centred predictors, as published (model: centred)",
      "within: the deviation from the person's own mean. Its interval covers the truth less often ",
      "than 95 % where the outcome acts on later predictors; see the joint model. between: the ",
      "person's mean."),
    section("pressure", "Systolic blood pressure, infusion minute 0 to 40, mmHg (model: pressure)",
      "The mean over all sessions; random intercepts of participants."),
    section("madrs", "MADRS (model: madrs)",
      "Descriptive. Changes within a group are not an effect of the music."))
  con <- file(path, "wb")
  on.exit(close(con))
  writeLines(enc2utf8(lines), con, useBytes = TRUE)
}

# ---- Plots ---------------------------------------------------------------------------------------

INK <- c(faint = "#00000030", point = "#1f5a8c90", line = "#b3401f")
SCALES <- c(depression = "Depression, check-in before the infusion", meq = "MEQ after the infusion",
  ebi = "EBI after the infusion")

plot_trajectories <- function(trial) {
  par(mfrow = c(3, 1), mar = c(4, 4, 3, 1))
  for (scale in names(SCALES)) {
    values <- trial[[scale]]
    if (!any(!is.na(values))) {
      plot.new()
      title(paste(SCALES[[scale]], "- no scores"))
      next
    }
    plot(range(trial$session), range(values, na.rm = TRUE), type = "n", xlab = "Session",
      ylab = "Points", main = SCALES[[scale]], xaxt = "n")
    axis(1, sort(unique(trial$session)))
    # A session that was missed leaves a gap in the line.
    for (person in split(trial, trial$record_id)) {
      sessions <- seq(min(person$session), max(person$session))
      lines(sessions, person[[scale]][match(sessions, person$session)], type = "o", pch = 20,
        cex = 0.5, col = INK[["faint"]])
    }
    means <- tapply(values, trial$session, mean, na.rm = TRUE)
    lines(as.numeric(names(means)), means, type = "o", pch = 19, lwd = 3, col = INK[["line"]])
  }
}

plot_within <- function(trial, effects) {
  par(mfrow = c(2, 2), mar = c(4.5, 4.5, 3, 1))
  for (experience in names(EXPERIENCES)) for (direction in c("forward", "backward")) {
    rows <- centred_rows(trial, experience, direction)
    title <- paste0(direction, ", ", EXPERIENCES[[experience]])
    if (nrow(rows) < 2) {
      plot.new()
      title(paste(title, "- too few scores"))
      next
    }
    plot(rows$within, rows$y - ave(rows$y, rows$record_id), pch = 20, col = INK[["point"]],
      xlab = paste0(predictor_name(direction, experience), ", from own mean"),
      ylab = paste0(outcome_name(direction, experience), ", from own mean"), main = title)
    row <- effects[effects$model == "joint" & effects$direction == direction &
      effects$predictor == predictor_name(direction, experience) &
      effects$outcome == outcome_name(direction, experience), ]
    if (is.na(row$estimate)) next
    abline(0, row$estimate, lwd = 2, col = INK[["line"]])
    abline(0, row$lower, lty = 2, col = INK[["line"]])
    abline(0, row$upper, lty = 2, col = INK[["line"]])
    mtext("line: joint model, with its interval", 3, 0.2, cex = 0.7)
  }
}

plot_residuals <- function(models) {
  par(mfrow = c(2, 2), mar = c(4.5, 4.5, 3, 1))
  for (experience in names(EXPERIENCES)) {
    model <- models[[experience]]
    if (is.null(model)) {
      for (nothing in 1:2) {
        plot.new()
        title(paste("Depression and", EXPERIENCES[[experience]], "- not fitted"))
      }
      next
    }
    # Freed of autocorrelation and of the unequal variances: these should be alike and normal.
    residuals <- as.numeric(resid(model, type = "normalized"))
    plot(as.numeric(fitted(model)), residuals, pch = 20, col = INK[["point"]],
      xlab = "Fitted, standard deviations", ylab = "Normalized residuals",
      main = paste("Depression and", EXPERIENCES[[experience]]))
    abline(h = 0, col = INK[["line"]])
    qqnorm(residuals, pch = 20, col = INK[["point"]],
      main = paste("Depression and", EXPERIENCES[[experience]]))
    qqline(residuals, col = INK[["line"]])
  }
}

plot_pressure <- function(trial, effects) {
  par(mfrow = c(1, 1), mar = c(4.5, 4.5, 3, 1))
  rows <- pressure_rows(trial)
  means <- effects[effects$model == "pressure" & effects$level == "arm mean", ]
  if (nrow(rows) == 0 || nrow(means) == 0) {
    plot.new()
    title("Systolic change - not fitted")
    return()
  }
  arm <- if (is_known(rows$arm)) rows$arm else rep("all", nrow(rows))
  of_people <- tapply(rows$change, rows$record_id, mean)
  plot(c(0.5, nrow(means) + 0.5), range(of_people, means$lower, means$upper), type = "n",
    xaxt = "n", xlab = "", ylab = "Systolic change, minute 0 to 40, mmHg",
    main = "Means of the participants; mean and 95 % interval")
  axis(1, seq_len(nrow(means)), means$predictor)
  abline(h = 0, col = INK[["faint"]])
  for (number in seq_len(nrow(means))) {
    own <- rows[!is.na(arm) & arm == means$predictor[number], ]
    values <- sort(as.numeric(of_people[unique(own$record_id)]))
    points(number + seq(-0.15, 0.15, length.out = length(values)), values, pch = 20,
      col = INK[["point"]])
    segments(number, means$lower[number], number, means$upper[number], lwd = 3,
      col = INK[["line"]])
    points(number, means$estimate[number], pch = 19, cex = 1.5, col = INK[["line"]])
  }
}

write_plots <- function(trial, results, path) {
  pdf(path, width = 8.3, height = 8.3, title = "Experience and depression, session by session",
    useDingbats = FALSE)
  tryCatch({
    plot_trajectories(trial)
    plot_within(trial, results$effects)
    plot_residuals(results$models)
    plot_pressure(trial, results$effects)
  }, finally = dev.off())
  remove_dates(path)
}

# The same table gives the same bytes: pdf() writes the time, here with 0 for every digit.
remove_dates <- function(path) {
  content <- readBin(path, "raw", file.size(path))
  for (start in grepRaw("Date \\(D:[0-9]{14}", content, all = TRUE)) {
    content[start + 8 + 0:13] <- charToRaw("0")
  }
  writeBin(content, path)
}

# ---- The command ---------------------------------------------------------------------------------

# Ends with 64 for wrong arguments, 65 for a table that can't be analysed.
run_command <- function(arguments) {
  if (length(arguments) != 2) {
    message("Usage: Rscript analysis.R analysis.csv OUTPUT-FOLDER")
    return(64)
  }
  tryCatch({
    trial <- read_trial(arguments[1])
    folder <- arguments[2]
    dir.create(folder, showWarnings = FALSE, recursive = TRUE)
    if (!dir.exists(folder)) refuse("Folder ", folder, " can't be made.")
    results <- analyze(trial)
    write_effects(results$effects, file.path(folder, "effects.csv"))
    write_results(trial, results$effects, file.path(folder, "results.txt"))
    write_plots(trial, results, file.path(folder, "plots.pdf"))
    0
  }, refusal = function(refusal) {
    message(conditionMessage(refusal))
    65
  })
}

if (sys.nframe() == 0) quit(status = run_command(commandArgs(TRUE)))
