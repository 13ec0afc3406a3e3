# Quick checks of analysis.R: by hand, against nlme itself, and as the command that a site runs.
#
#     Rscript check.R
#
# Prints a line per check; ends with 1 where one fails.

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1]))
script <- normalizePath(file.path(here, "../../Sources/MusikPlay/Analysis/analysis.R"))
source(file.path(here, "simulate.R"))
source(script)

failures <- 0
check <- function(name, passed) {
  passed <- isTRUE(tryCatch(passed, error = function(e) {
    message(conditionMessage(e))
    FALSE
  }))
  cat(if (passed) "ok    " else "FAILED", name, "\n")
  if (!passed) failures <<- failures + 1
}

work <- tempfile("analysis-")
dir.create(work)
simulated <- function(seed, name = "moderate", participants = 32) {
  set.seed(seed)
  simulate_trial(scenarios[[name]], participants)
}

# Runs the script on a table as a site does: its status, its words and its folder.
command <- function(trial, name) {
  table <- file.path(work, paste0(name, ".csv"))
  folder <- file.path(work, name)
  write_trial(trial, table)
  words <- suppressWarnings(
    system2("Rscript", shQuote(c(script, table, folder)), stdout = TRUE, stderr = TRUE))
  status <- attr(words, "status")
  list(status = if (is.null(status)) 0 else status, words = paste(words, collapse = "\n"),
    folder = folder)
}
# The same in this process, which is faster.
inside <- function(trial, name) {
  table <- file.path(work, paste0(name, ".csv"))
  folder <- file.path(work, name)
  write_trial(trial, table)
  list(status = run_command(c(table, folder)), folder = folder)
}
effects_of <- function(run) {
  read.csv(file.path(run$folder, "effects.csv"), na.strings = "", stringsAsFactors = FALSE)
}
bytes_of <- function(run, file) {
  path <- file.path(run$folder, file)
  readBin(path, "raw", file.size(path))
}

# ---- The command

trial <- simulated(7)
run <- command(trial, "whole")
check("the command ends with 0", run$status == 0)
effects <- effects_of(run)
check("all effects have a row, an estimate and an interval", identical(
  paste(effects$model, effects$level),
  c(rep("joint within", 4), rep(c("centred within", "centred between"), 4),
    rep("pressure arm mean", 2), "pressure arm difference",
    rep(c("madrs change", "madrs standardized change"), 6))) &&
  all(!is.na(effects$estimate)) && all(effects$lower < effects$estimate) &&
  all(effects$estimate < effects$upper))
check("every joint effect has the structure that was planned",
  all(effects$structure[effects$model == "joint"] == STRUCTURES[[1]]$name))
check("results.txt tells that changes within a group are no effect of the music", grepl(
  "not an effect of the music",
  paste(readLines(file.path(run$folder, "results.txt")), collapse = " ")))

# What other programs read: another order of rows and columns, more columns.
shuffled <- trial[rev(seq_len(nrow(trial))), rev(names(trial))]
shuffled$comment <- "sun, \"wind\"\nand rain"
again <- inside(shuffled, "shuffled")
check("other columns and another order give the same bytes", all(vapply(
  c("effects.csv", "results.txt", "plots.pdf"),
  function(file) identical(bytes_of(run, file), bytes_of(again, file)), NA)))

less <- trial[setdiff(names(trial), c("arm", "madrs_week8"))]
less[c("ebi", "ebi_lag", "ebi_next")] <- NA
partial <- inside(less, "partial")
rows <- effects_of(partial)
of_ebi <- grepl("EBI", paste(rows$predictor, rows$outcome))
check("a model that can't be fitted says so in its rows, and the others are there",
  partial$status == 0 && sum(of_ebi) == 6 && all(grepl("NOT FITTED", rows$note[of_ebi])) &&
    all(!is.na(rows$estimate[rows$model != "madrs" & !of_ebi])))
check("a table without arms: all together, and no difference",
  identical(rows$predictor[rows$model == "pressure"], "all"))
check("a table without a MADRS rating says so",
  any(rows$model == "madrs" & grepl("no column madrs_week8", rows$note)))

refused <- command(trial[setdiff(names(trial), "meq_lag")], "lacking")
check("a missing column is named, and the command ends with 65",
  refused$status == 65 && grepl("lacks the column meq_lag", refused$words))
message_of <- function(expression) tryCatch(expression, error = conditionMessage)
check("too few participants are refused", grepl(
  "Too few participants: 8", message_of(check_trial(trial[trial$record_id <= "S-008", ]))))

# ---- Lags

gap <- trial
gap$held[3] <- 0
gap[3, c("meq", "ebi", "depression", "meq_lag", "ebi_lag", "sbp_0", "sbp_40")] <-
  c(NA, NA, NA, gap$meq[2], gap$ebi[2], NA, NA)
gap[4, c("meq_lag", "ebi_lag")] <- NA
rows <- joint_rows(check_trial(gap), "meq")
own <- rows$record_id == "S-001" & rows$outcome == "depression"
check("after a missed session there is no lag; the sessions before and after keep theirs",
  all(rows$session[own] == c(1, 2, 4, 5, 6)) &&
    all(rows$absent[own] == c(0, 0, 1, 0, 0)) && rows$forward[own][3] == 0 &&
    all(rows$forward[own][c(2, 4, 5)] != 0))
gap[4, "meq_lag"] <- gap$meq[2]
check("a lag that reaches across a missed session is refused", grepl(
  "S-001, session 4: meq_lag isn't the meq of session 3", message_of(check_trial(gap))))

# ---- The likelihood

panel <- joint_panel(joint_rows(check_trial(trial), "meq"), STRUCTURES[[1]])
likelihood <- joint_likelihood(panel)
theta <- starting_parameters(panel) + 0.03 * seq_along(starting_parameters(panel))
by_differences <- vapply(seq_along(theta), function(number) {
  change <- replace(0 * theta, number, 1e-5)
  (likelihood$value(theta + change) - likelihood$value(theta - change)) / 2e-5
}, 0)
check("the gradient is that of the likelihood",
  max(abs(by_differences - likelihood$gradient(theta))) < 1e-6)

# With one autocorrelation for both outcomes, nlme has the model by itself.
data <- cbind(panel$rows, panel$covariates)
data[paste0("p", 1:3)] <- panel$persons
model <- lme(
  reformulate(c("0", colnames(panel$covariates), "forward", "backward"), "y"), data,
  random = list(record_id = pdSymm(~ 0 + p1 + p2 + p3)), method = "ML",
  correlation = corAR1(0.1, form = ~ session | record_id / outcome),
  weights = varIdent(form = ~ 1 | outcome))
factor <- t(chol(matrix(getVarCov(model), 3)))
ratio <- coef(model$modelStruct$varStruct, unconstrained = FALSE)
ar <- coef(model$modelStruct$corStruct, unconstrained = FALSE)
same <- c(factor[lower.tri(factor, TRUE)], log(model$sigma * c(1, ratio)), atanh(c(ar, ar)))
check("the likelihood and both effects are nlme's, at the covariance nlme finds",
  abs(likelihood$value(same) + as.numeric(logLik(model))) < 1e-6 &&
    max(abs(likelihood$at(same)$effects - fixef(model)[c("forward", "backward")])) < 1e-6)

# Few missed sessions: whoever has the same sessions has the same covariance, which is faster.
scenario <- modifyList(scenarios$strong, list(missed = 0.01))
set.seed(11)
large <- check_trial(simulate_trial(scenario, 300))
for (experience in names(EXPERIENCES)) {
  table <- joint_model(large, experience)$table
  true <- true_effects(scenario)[paste(table$direction, experience)]
  check(paste("300 participants: the intervals hold the truth, and not 0,", experience),
    all(table$lower < true & true < table$upper & table$upper < 0))
}

failing <- first_that_fits(STRUCTURES, function(structure) {
  if (structure$initial) stop("flat") else list(structure = structure$name)
})
check("a simpler structure is named, with why the planned one was left",
  failing$structure == STRUCTURES[[2]]$name && grepl(
    "did not converge, simpler than planned.*flat", simpler_note(failing)))

# ---- By hand

set.seed(5)
balanced <- expand.grid(session = 1:3, record_id = sprintf("P%02d", 1:12), stringsAsFactors = FALSE)
balanced$site <- "north"
balanced$arm <- ifelse(balanced$record_id > "P06", "B", "A")
balanced$sbp_0 <- 120
balanced$sbp_40 <- 130 + 5 * (balanced$arm == "A") + round(rnorm(36, sd = 6)) +
  rep(round(rnorm(12, sd = 4)), each = 3)
rows <- pressure_model(balanced)
change <- balanced$sbp_40 - balanced$sbp_0
by_hand <- c(mean(change[balanced$arm == "A"]), mean(change[balanced$arm == "B"]))
unweighted <- fit_pressure(pressure_rows(balanced), c("A", "B"), CENTRED_STRUCTURES[[2]])
check("systolic change: in a balanced table the means and difference are those of the values",
  max(abs(c(vapply(unweighted$means, `[[`, 0, "estimate"),
    unweighted$differences[[1]]$estimate) - c(by_hand, by_hand[2] - by_hand[1]))) < 1e-9)
check("systolic change: the difference is named by its arms, on participants less arms",
  identical(rows$predictor, c("A", "B", "B - A")) && all(rows$df == 10))

# d = -9 / 2, corrected by 1 - 3 / (4 * 2 - 1) = 4 / 7.
d <- standardized_change(c(30, 32, 34), c(20, 24, 25))
check("MADRS: Becker's standardized change", abs(d$estimate + 4.5 * 4 / 7) < 1e-12)

unlink(work, recursive = TRUE)
quit(status = if (failures > 0) 1 else 0)
