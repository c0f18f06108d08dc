//! What stands around a page's content, by what its elements call themselves.

/// Roles of elements (WAI-ARIA) that are no content.
const ROLES: [&str; 4] = ["navigation", "complementary", "contentinfo", "search"];

/// Class names and ids, without what is behind them ("comments-area"), that content systems give to what stands around a text.
const NAMES: [&str; 26] = [
    "breadcrumb",
    "breadcrumbs",
    "comment-form",
    "comment-list",
    "commentlist",
    "comments",
    "cookie-banner",
    "navbar",
    "pagination",
    "post-navigation",
    "posts-navigation",
    "main-navigation",
    "site-navigation",
    "related-articles",
    "related-posts",
    "relatedposts",
    "share-buttons",
    "share-links",
    "sharedaddy",
    "sharing",
    "sidebar",
    "site-footer",
    "social-icons",
    "social-links",
    "social-share",
    "widget-area",
];

/// Whether an element with these names and this role stands around the content: comments, sharing, a side column, links to other
/// pages. Names that say what a page has or is filed under ("has-sidebar", "tag-comments") don't count.
pub(super) fn is_frame(names: &str, role: &str) -> bool {
    let role = role.trim();
    ROLES.iter().any(|r| r.eq_ignore_ascii_case(role)) || names.split_ascii_whitespace().any(is_name)
}

fn is_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    NAMES.iter().any(|known| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
        || name.strip_prefix("jp-").is_some_and(|plugin| NAMES.contains(&plugin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_stands_around_a_text() {
        for names in ["comments", "post comments-area", "Sidebar", "widget_area left", "jp-relatedposts"] {
            assert!(is_frame(names, ""), "{names}");
        }
        for names in ["", "content has-sidebar", "tag-comments post", "commentary", "share", "no-sidebar page"] {
            assert!(!is_frame(names, ""), "{names}");
        }
        assert!(is_frame("", "Navigation") && !is_frame("", "presentation"));
    }
}
