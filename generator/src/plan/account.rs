//! Closes the ledger: what pages say that stands in no crate, and why.

use std::collections::BTreeMap;

use super::Settings;
use crate::api::{Api, PageId};
use crate::ledger::{Account, Entry, Fate, Item, Reason};

/// How much of a page stands in a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// Its name, its examples and the parameters of its query: another page speaks for its requests.
    Beside,
    /// All of it that is used.
    Whole,
}

/// The pages of which something stands in a crate, and how much.
pub type Shares = BTreeMap<PageId, Share>;

/// Joins the shares of two crates.
pub fn join(shares: &mut Shares, others: Shares) {
    for (page, share) in others {
        let known = shares.entry(page).or_insert(share);
        *known = share.max(*known);
    }
}

/// Closes the account of the pages of a version.
pub fn close(api: &Api, settings: &Settings, shares: &Shares) -> Vec<Account> {
    let account = |(id, page): (PageId, &crate::api::PageInfo)| {
        let mut entries = page.ledger.clone();
        let defines = entries.iter().any(|entry| entry.item == Item::Page && matches!(entry.fate, Fate::Used(_)));
        match shares.get(&id) {
            _ if !defines => {}
            Some(Share::Whole) => {}
            Some(Share::Beside) => leave_out(&mut entries, Reason::OtherPageSpeaks, |entry| !stands_beside(entry)),
            None if settings.include.is_empty() => leave_out(&mut entries, Reason::NothingMade, |_| true),
            None => leave_out(&mut entries, Reason::NotIncluded, |_| true),
        }
        Account { page: page.path.clone(), entries }
    };
    PageId::each(&api.pages).map(account).collect()
}

/// Tells whether an item stands in the crate although another page speaks for the requests.
fn stands_beside(entry: &Entry) -> bool {
    match entry.item {
        Item::Table => entry.fate == Fate::Used("query parameters"),
        Item::Include => false,
        _ => true,
    }
}

fn leave_out(entries: &mut [Entry], reason: Reason, which: impl Fn(&Entry) -> bool) {
    for entry in entries.iter_mut().filter(|entry| matches!(entry.fate, Fate::Used(_)) && which(entry)) {
        entry.fate = Fate::LeftOut(reason);
    }
}
