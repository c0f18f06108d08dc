# The two that a newcomer needs: `make demo` and `make test`.

CARGO ?= cargo
OUT   ?= out

.PHONY: demo build test screenshots lint fmt docs bench deny clean

demo: build ## build the release and show the main job on fixtures/
	@sh scripts/demo.sh $(OUT)

build:
	$(CARGO) build --release --locked

test: ## all tests, and what they need
	$(CARGO) test --locked --no-fail-fast

screenshots: ## pictures of the HTML pages, made by the browser test
	SCREENSHOTS=docs/pages $(CARGO) test --locked --test browser

lint: ## what CI refuses
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check; \
	else echo "cargo-deny is not installed: licences and advisories were not checked"; fi

fmt:
	$(CARGO) fmt

docs: build ## manual pages and completions under $(OUT)
	@mkdir -p $(OUT)/man $(OUT)/completions
	@target/release/nochmal man > $(OUT)/man/nochmal.1
	@for c in $$(target/release/nochmal man --list); do \
	  target/release/nochmal man $$c > $(OUT)/man/nochmal-$$c.1; done
	@for s in bash zsh fish; do target/release/nochmal completions $$s > $(OUT)/completions/nochmal.$$s; done
	@echo "manual pages and completions: $(OUT)/man, $(OUT)/completions"

bench:
	$(CARGO) bench --locked

clean:
	$(CARGO) clean
	rm -rf $(OUT)
