# Set-up, session and tests of musik-play on Debian 12 with Swift 6.3 on PATH.
#
#   make session   install what is missing, build, start a demonstration
#   make test      install what is missing, run all tests
#   make samples   rebuild the sample pieces and cues whose sources changed
#   make bench     run the benchmarks
#   make bench-faults     the same faults for musik-play, MPD and mpv
#   make bench-curation   judge the preference model by simulated patients
#   make soak             ten sessions with a fault every few seconds, on simulated cards
#   make soak-cards       a long session on two cards whose clocks differ; MINUTES=55
#   make lint, make format, make build

# What a session needs.
RUN_PACKAGES = libasound2-dev libsndfile1-dev libflac-dev libsoxr-dev libebur128-dev libssl-dev \
	libexpat1-dev libsqlite3-dev libsodium-dev libasound2-plugins weasyprint age stunnel4 openssl \
	pkg-config make

# What only the tests need besides: sound servers, other encoders and decoders, load, a browser.
TEST_PACKAGES = pulseaudio pulseaudio-utils ffmpeg flac lame vorbis-tools opus-tools sox jackd2 \
	stress-ng mpd mpv alsa-utils tmux poppler-utils r-base-core r-cran-nlme libsamplerate0-dev \
	python3-numpy bindfs chromium python3-venv

# What the tests need unpacked aside, because installed it would replace PulseAudio.
PIPEWIRE_PACKAGES = pipewire-alsa pipewire pipewire-bin libpipewire-0.3-0 libpipewire-0.3-modules \
	libspa-0.2-modules pipewire-media-session

# What drives a browser in the tests, of PyPI: the driver, and rules for pages that everyone can use.
BROWSER_PACKAGES = playwright==1.65.2 axe-playwright-python==0.1.8

# What only building the samples needs.
SAMPLE_PACKAGES = csound opus-tools espeak-ng ffmpeg sox python3

# Further arguments of swift test, such as TEST_ARGUMENTS="--filter MusikPlaylistTests".
TEST_ARGUMENTS =

# Some tests have a size, such as 200 kills of the engine, 55 minutes with a stopped disk, a larger trial:
#   MUSIK_KILLS=200 make test TEST_ARGUMENTS="--filter EngineTests"
#   MUSIK_DISK_MINUTES=55 MUSIK_DISK_SPEED=3 make test TEST_ARGUMENTS="--filter DiskTests"
#   MUSIK_PARTICIPANTS=16 make test TEST_ARGUMENTS="--filter WholeTrialTests"

# Arguments of CurationBenchmark.
BENCH_ARGUMENTS =

# Further arguments of the soak, such as SOAK_ARGUMENTS="--seed 7 --minutes 55".
SOAK_ARGUMENTS =

# The length of the session on two cards.
MINUTES = 55

# Without any, the end-to-end tests run last and alone: they load the machine and need its time.

TEST_BUILD = -c release -Xswiftc -enable-testing

.PHONY: session test samples bench bench-faults bench-curation soak soak-cards soak-build build lint format run-packages test-packages swift

session: build
	@.build/release/musik-play session --demo

build: run-packages swift
	swift build -c release --product musik-play

test: test-packages swift
	swift build --build-tests $(TEST_BUILD)
ifeq ($(TEST_ARGUMENTS),)
	@swift test --skip-build $(TEST_BUILD) --skip EndToEnd
	@swift test --skip-build $(TEST_BUILD) --filter EndToEnd
else
	@swift test --skip-build $(TEST_BUILD) $(TEST_ARGUMENTS)
endif

samples:
	@.ci/need $(SAMPLE_PACKAGES)
	python3 Samples/sources/build

bench: soak-build
	@for benchmark in Tests/Benchmarks/*; do \
		if [ -f "$$benchmark" ] && [ -x "$$benchmark" ]; then "$$benchmark" || exit 1; fi; \
	done

# A few minutes; BENCH_ARGUMENTS=--quick less than one.
bench-curation: test-packages swift
	swift build -c release --product CurationBenchmark
	@.build/release/CurationBenchmark $(BENCH_ARGUMENTS)

# Some ten minutes.
bench-faults: soak-build
	@Tests/Benchmarks/run --only faults

# Some fifteen minutes; with --minutes 55 some two hours.
soak: soak-build
	@Tests/Soak/sessions.py $(SOAK_ARGUMENTS)

# Time runs four times as fast.
soak-cards: soak-build
	@Tests/Soak/two_cards.py --minutes $(MINUTES) $(SOAK_ARGUMENTS)

soak-build: test-packages swift
	swift build -c release --product musik-play
	swift build -c release --product SimulatedCard
	swift build -c release --product SimulatedTime

lint: swift
	swift format lint --strict --recursive Package.swift Sources Tests

format: swift
	swift format format --in-place --recursive Package.swift Sources Tests

run-packages:
	@.ci/need $(RUN_PACKAGES)

test-packages:
	@.ci/need $(RUN_PACKAGES) $(TEST_PACKAGES)
	@.ci/aside pipewire $(PIPEWIRE_PACKAGES)
	@.ci/venv browser $(BROWSER_PACKAGES)

swift:
	@command -v swift >/dev/null || { \
		echo "Swift is not on PATH. Install Swift 6.3 from https://www.swift.org/install and try again." >&2; \
		exit 69; }
