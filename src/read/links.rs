//! Link targets without what only tells who clicked.

/// Query parameters that track a reader and lead nowhere else, by name or by prefix (`utm_*`). They are those that
/// several senders and analytics services share; a parameter of one site is its own business and stays.
const TRACKING: [&str; 26] = [
    "utm_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "wt_mc",
    "wt_zmc",
    "pk_*",
    "mtm_*",
];

/// `url` without its tracking parameters; other parameters, their order and the fragment stay as they are. A link that goes
/// through a redirecting service stays whole, for only that service knows where it leads.
pub(super) fn clean(url: &str) -> String {
    let url = url.trim();
    let (rest, fragment) = url.find('#').map_or((url, ""), |i| url.split_at(i));
    let Some((path, query)) = rest.split_once('?') else { return url.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
    if kept.is_empty() { format!("{path}{fragment}") } else { format!("{path}?{}{fragment}", kept.join("&")) }
}

fn tracks(pair: &str) -> bool {
    let name = pair.trim_start_matches("amp;").split('=').next().unwrap_or("");
    let matches = |known: &&str| match known.strip_suffix('*') {
        Some(prefix) => name.get(..prefix.len()).is_some_and(|n| n.eq_ignore_ascii_case(prefix)),
        None => name.eq_ignore_ascii_case(known),
    };
    TRACKING.iter().any(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_the_tracking_off() {
        for (url, clean_url) in [
            ("https://a.de/x?utm_source=nl&id=7&UTM_Medium=mail#teil", "https://a.de/x?id=7#teil"),
            ("https://a.de/x?fbclid=1", "https://a.de/x"),
            ("https://a.de/x?a=1&amp;mc_eid=2", "https://a.de/x?a=1"),
            (
                "https://klick.example/r?to=https%3A%2F%2Fa.de%3Futm_source%3Dx",
                "https://klick.example/r?to=https%3A%2F%2Fa.de%3Futm_source%3Dx",
            ),
            ("https://a.de/#?utm_source=x", "https://a.de/#?utm_source=x"),
            ("https://a.de/?", "https://a.de/?"),
            ("mailto:a@b.de", "mailto:a@b.de"),
        ] {
            assert_eq!(clean(url), clean_url);
            assert_eq!(clean(clean_url), clean_url);
        }
    }
}
