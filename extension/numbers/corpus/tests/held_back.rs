//! What the context layer reaches on pages that its weights were not fitted on.

#![allow(clippy::print_stdout, reason = "the table is what the test is for")]

use std::collections::BTreeMap;

use pagedial_corpus::{Corpus, Counts, Method, Part, evaluate};

const PAGES: usize = 9000;
const SEED: u64 = 20_260_101;

fn line(name: &str, counts: Counts) {
    let Counts { right, wrong, missed } = counts;
    println!(
        "{name:40} {:>9.4} {:>9.4} {right:>7} {wrong:>7} {missed:>7}",
        counts.precision(),
        counts.recall()
    );
}

#[test]
fn numbers_to_call_are_told_from_what_only_looks_like_them() {
    let pages = Corpus::new().unwrap().pages(Part::HeldBack, SEED, PAGES);
    println!("{:40} precision    recall   right   wrong  missed", "method");
    let mut context = Counts::default();
    for method in Method::ALL {
        let mut errors = 0;
        let counts = evaluate(&pages, method, |page, block, text| {
            errors += 1;
            if method == Method::Context && std::env::var_os("PAGEDIAL_ERRORS").is_some() {
                println!("{} {} `{text}` in {block:?}", page.layout, page.locale);
            }
        });
        assert_eq!(errors, counts.wrong + counts.missed);
        line(method.name(), counts);
        if method == Method::Context {
            context = counts;
        }
    }
    let mut by_layout: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for page in pages {
        by_layout.entry(page.layout).or_default().push(page);
    }
    for (layout, pages) in by_layout {
        line(&format!("  context: {layout}"), evaluate(&pages, Method::Context, |_, _, _| {}));
    }
    assert!(context.precision() >= 0.99, "precision {:.4}", context.precision());
    assert!(context.recall() >= 0.97, "recall {:.4}", context.recall());
}
