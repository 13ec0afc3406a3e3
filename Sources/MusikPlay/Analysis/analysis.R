# The analysis of a trial: session by session, experience and depression in both directions; systolic
# blood pressure by arm; MADRS before and after.
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
# s, u and v are correlated person effects; e and g are AR(1) over the session number, so that a missed
# session leaves a gap of two. As the person effects of predictor and outcome are free to correlate,
# differences between persons do not enter forward and backward: these are effects within a person.
#
# The usual way to part the two, to subtract the person's mean from the predictor, is biased here. The
# outcome acts on later predictors, so the person's mean of the predictor holds the residual of the
# outcome (Nickell 1981; Hamaker & Grasman 2015; Allison, Williams & Moral-Benito 2017), and six
# sessions do not average it away. Maximum likelihood of the joint model needs no person's mean. As
# every equation only has earlier measurements on its right, the system is recursive, its Jacobian is
# 1, and the likelihood is that of an ordinary mixed model, also with lagged outcomes as predictors.
# s apart from u leaves open how a person was before the first infusion (Wooldridge 2005).
#
# Intervals are from the profile likelihood (Pawitan 2001): with lagged outcomes the effects are
# correlated with the autocorrelation and with the person effects, and the standard errors that lme
# prints take those as known. The deviance is compared with the square of a t quantile.
#
# MODEL "centred": the person's mean of the predictor is the between-person effect, the deviation from
# it is the within-person effect as publications have it. Its within-person row is there to be compared
# with them; by the bias above, its interval covers the truth less often than it says.
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
      path, colClasses = "character", na.strings = "", check.names = FALSE,
      fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE),
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
    refuse("Too few participants: ", participants, " with a session that was held; the models need ",
      MIN_PARTICIPANTS, ".")
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

# Sites, as columns to add to the fixed effects; none where they can't be told apart from their people.
site_columns <- function(rows) {
  people <- unique(rows[c("record_id", "site")])
  counts <- table(people$site)
  if (any(is.na(people$site)) || length(counts) < 2 || any(counts < MIN_PER_SITE)) return(NULL)
  columns <- model.matrix(~site, data.frame(site = factor(rows$site)))[, -1, drop = FALSE]
  scale(columns, scale = FALSE)
}

# The columns that are linearly independent, in their order.
independent <- function(columns) {
  found <- qr(columns, tol = 1e-9)
  columns[, sort(found$pivot[seq_len(found$rank)]), drop = FALSE]
}

# ---- The joint model: its rows ------------------------------------------------------------------

# The person effects and residuals a joint model may have, the fullest first. The simpler ones are
# tried where it doesn't converge, and named in the results.
STRUCTURES <- list(
  list(name = "person effects before treatment, of depression and of experience; AR(1) of each",
    initial = TRUE, autoregressive = TRUE),
  list(name = "person effects of depression and of experience; AR(1) of each",
    initial = FALSE, autoregressive = TRUE),
  list(name = "person effects of depression and of experience; independent residuals",
    initial = FALSE, autoregressive = FALSE))

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
  cell <- factor(paste(rows$outcome, rows$session))
  columns <- model.matrix(~ 0 + cell)
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

# The parameters of the covariance: the Cholesky factor of the person effects, the logarithms of both
# residual standard deviations, and both autocorrelations by the inverse hyperbolic tangent.
covariance_parameters <- function(theta, panel) {
  size <- ncol(panel$persons)
  factor <- matrix(0, size, size)
  lower <- lower.tri(factor, TRUE)
  factor[lower] <- theta[seq_len(sum(lower))]
  rest <- theta[-seq_len(sum(lower))]
  list(factor = factor, lower = lower, sd = exp(rest[1:2]),
    ar = if (panel$structure$autoregressive) tanh(rest[3:4]) else c(0, 0))
}

starting_parameters <- function(panel) {
  factor <- diag(0.6, ncol(panel$persons))
  if (panel$structure$initial) factor[2, 1] <- 0.4
  c(factor[lower.tri(factor, TRUE)], log(c(0.6, 0.6)),
    if (panel$structure$autoregressive) c(0.1, 0.1))
}

# Minus the log likelihood and its gradient, the fixed effects at their maximum (Pinheiro & Bates 2000,
# section 2.2); `held` holds the forward or backward effect at a value.
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
      by_factor <- by_factor + 2 * crossprod(pattern$persons, score %*% pattern$persons) %*% at$factor
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
    -c(by_factor[at$lower], by_sd, if (panel$structure$autoregressive) by_ar)
  }

  at <- function(theta) {
    if (is.null(last) || !identical(last$theta, theta)) last <<- evaluate(theta)
    last
  }
  list(at = at, value = function(theta) at(theta)$value,
    gradient = function(theta) at(theta)$gradient)
}

# From `start` on. `directions` has the steps to search by as columns; in those of an equal curvature
# (`equal_directions`) the search takes a third of the time.
maximize <- function(panel, start, held = c(NA, NA), directions = diag(length(start))) {
  likelihood <- joint_likelihood(panel, held)
  theta <- function(steps) start + drop(directions %*% steps)
  found <- nlminb(
    0 * start, function(steps) likelihood$value(theta(steps)),
    function(steps) drop(crossprod(directions, likelihood$gradient(theta(steps)))),
    control = list(iter.max = 500, eval.max = 1000, rel.tol = 1e-9))
  best <- likelihood$at(theta(found$par))
  # nlminb also stops where it can't get on; what counts is whether the top is flat.
  if (best$value >= 1e9 || max(abs(best$gradient)) > 0.01) {
    stop("the likelihood has no maximum that could be found")
  }
  best
}

# The directions along which the likelihood curves alike at a maximum, from the second derivatives by
# differences of the gradient.
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

# An AR(1) for each of the outcomes that are stacked: a correlation class for lme after Pinheiro & Bates
# (2000, section 5.3), where nlme itself has one autocorrelation for all rows. The outcome is told by
# the end of the group's name, participant/outcome.
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

# The joint model as lme has it, from the given covariance on.
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
  lme(
    fixed, data, method = "ML",
    random = list(record_id = pdSymm(persons, reformulate(c("0", effects)))),
    correlation = if (panel$structure$autoregressive) corAR1ByOutcome(at$ar),
    weights = varIdent(c(experience = at$sd[2] / at$sd[1]), ~ 1 | outcome),
    control = lmeControl(niterEM = 0, maxIter = 200, msMaxIter = 200, apVar = FALSE))
}

# ---- The joint model: its effects ---------------------------------------------------------------

# How far the likelihood falls from its maximum, as the signed root of the deviance, with one lagged
# effect held at a value.
signed_root <- function(panel, best, number, value) {
  held <- c(NA, NA)
  held[number] <- value
  fall <- 2 * (maximize(panel, best$theta, held, best$directions)$value - best$value)
  if (fall < -1e-3) stop("the likelihood has several maxima")
  sign(value - best$effects[number]) * sqrt(max(0, fall))
}

# Where the signed root reaches minus and plus `limit`: between the maximum and a point on either side
# near the limits, it is a parabola as near as matters.
profile_interval <- function(panel, best, number, limit) {
  estimate <- best$effects[number]
  # Mostly about as far as the limits: the naive standard error is too small.
  step <- 2.5 * best$naive_se[number]
  below <- signed_root(panel, best, number, estimate - step)
  above <- signed_root(panel, best, number, estimate + step)
  slope <- (above - below) / (2 * step)
  bend <- (above + below) / (2 * step^2)
  reach <- function(root) {
    inside <- slope^2 + 4 * bend * root
    if (slope <= 0 || inside < 0) stop("the likelihood is too flat for an interval")
    2 * root / (slope + sqrt(inside))
  }
  estimate + c(reach(-limit), reach(limit))
}

fit_joint <- function(rows, structure) {
  panel <- joint_panel(rows, structure)
  best <- maximize(panel, starting_parameters(panel))
  best$directions <- equal_directions(panel, best$theta)
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
  people <- length(unique(rows$record_id[rows$outcome == "experience"]))
  fit <- if (people < MIN_PARTICIPANTS) {
    list(failed = TRUE, reasons = paste0("too few participants with ", EXPERIENCES[[experience]],
      " and depression: ", people))
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
  columns <- independent(cbind(model.matrix(~ 0 + factor(session), rows), sites))
  colnames(columns) <- paste0("c", seq_len(ncol(columns)))
  data <- cbind(rows, columns)
  model <- lme(
    reformulate(c("0", colnames(columns), "within", "between"), "y"), data,
    random = ~ 1 | record_id,
    correlation = if (structure$autoregressive) corAR1(0.1, form = ~ session | record_id),
    control = lmeControl(maxIter = 200, msMaxIter = 200, opt = "nlminb", apVar = FALSE))
  table <- summary(model)$tTable
  effects <- lapply(c(within = "within", between = "between"), function(name) {
    # A person's mean is a matter of persons; lme counts it with the sessions, because it differs
    # within a person where the intercept is written as session means.
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
  fit <- if (people < MIN_PARTICIPANTS) {
    list(failed = TRUE, reasons = paste("too few participants:", people))
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
