# Hand, hook and CI run the same recipes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
BROWSER := src/gjgraph/publication/browser
PARTS := $(BROWSER)/oxigraph.js $(BROWSER)/oxigraph_bg.wasm $(BROWSER)/fonts/pretendard.css \
	$(BROWSER)/yasqe.js $(BROWSER)/yasqe.css
FONTS := node_modules/pretendard/dist/web/variable

.PHONY: setup browser serve test lint check format bench lock pictures clean

setup: $(READY) browser

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gjgraph needs Python 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src  # so that each start needn't, wherever Python may not write
	@touch $(READY)

# What pages have in a browser comes from npm, at the versions that the lock file has: the font, the
# editor of queries, and what the query page runs. All but those, their tests and "gjgraph publish" works without.
browser:
	@if command -v npm >/dev/null; then $(MAKE) --silent --no-print-directory $(PARTS); \
	else echo "No npm here, so no query page, no editor and no font: install Node.js 18 or later, then 'make setup'." >&2; fi

node_modules/.ready: package.json package-lock.json
	npm ci --silent
	@touch $@

$(BROWSER)/oxigraph.js: node_modules/.ready
	cp node_modules/oxigraph/web.js $@

$(BROWSER)/oxigraph_bg.wasm: node_modules/.ready
	cp node_modules/oxigraph/web_bg.wasm $@

# The Korean font, in pieces of which a page loads those that it has letters of.
$(BROWSER)/fonts/pretendard.css: node_modules/.ready
	mkdir -p $(@D)
	cp -r $(FONTS)/woff2-dynamic-subset $(@D)
	cp node_modules/pretendard/dist/public/static/Pretendard-Regular.otf $(@D)
	cp node_modules/pretendard/dist/public/static/Pretendard-Bold.otf $(@D)
	cp $(FONTS)/pretendardvariable-dynamic-subset.css $@

# YASGUI's editor; without the note where its map would be, since there is none here.
$(BROWSER)/yasqe.js: node_modules/.ready
	sed '/^\/\/# sourceMappingURL=/d' node_modules/@zazuko/yasqe/build/yasqe.min.js > $@

$(BROWSER)/yasqe.css: node_modules/.ready
	cp node_modules/@zazuko/yasqe/build/yasqe.min.css $@

serve: setup
	$(BIN)/gjgraph serve

# All that CI checks: style, types, layers, the plan itself, and the tests.
test: lint check
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: setup
	$(BIN)/gjgraph format --check
	$(BIN)/gjgraph validate

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/gjgraph format

bench/.venv/.ready: bench/requirements.txt
	$(PYTHON) -m venv bench/.venv
	bench/.venv/bin/pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	@touch bench/.venv/.ready

# Exact versions with checksums and no address: npm notes where each package asks for money. Needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev pyproject.toml --output-file requirements.lock
	npm install --package-lock-only --ignore-scripts --silent
	node -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name)); for (const each of Object.values(lock.packages)) delete each.funding; fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'

# Against other servers, on a machine with nothing else to do. Needs wrk; Virtuoso is measured where it is
# installed. ALL=1 has 1,000 plans as well, and takes its time.
bench: setup bench/.venv/.ready
	@command -v wrk >/dev/null || { echo "make bench needs wrk: apt-get install wrk" >&2; exit 1; }
	$(BIN)/python -m bench --plans 1 100 $(if $(ALL),1000) $(BENCH)
	$(BIN)/python -m bench.edits --plans 1 100 $(if $(ALL),1000)

clean:
	rm -rf .venv bench/.venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	rm -rf $(PARTS) $(BROWSER)/fonts

# The README's pictures, taken anew. Needs Chromium.
pictures: setup
	$(BIN)/python -m tests.pictures
