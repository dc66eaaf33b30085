//! Sign-ins in a keyring: that of the platform may not be there, so a store in memory stands in its place.

use keyring_core::{Entry, Error, mock};
use msgraph_core::azure_core::credentials::Secret;
use msgraph_core::{KeyringStore, TokenStore};

#[test]
fn sign_ins_are_kept_replaced_and_removed() {
    keyring_core::set_default_store(mock::Store::new().unwrap());
    let store = KeyringStore::new("my-program");
    let kept = |key: &str| store.load(key).unwrap().map(|text| text.secret().to_owned());
    assert_eq!(kept("a"), None);
    store.remove("a").unwrap();
    for text in ["first", "second"] {
        store.save("a", &Secret::new(text)).unwrap();
        assert_eq!(kept("a").as_deref(), Some(text));
    }
    assert_eq!((kept("b"), KeyringStore::new("another").load("a").unwrap()), (None, None));

    // A keyring that can't be opened is no keyring without a sign-in.
    let entry = Entry::new("my-program", "a").unwrap();
    let locked = || {
        let mock: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        mock.set_error(Error::Invalid("the keyring".to_owned(), "is locked".to_owned()));
    };
    locked();
    assert!(store.load("a").unwrap_err().to_string().contains("is locked"));
    locked();
    store.save("a", &Secret::new("third")).unwrap_err();
    locked();
    store.remove("a").unwrap_err();
    assert_eq!(kept("a").as_deref(), Some("second"));

    store.remove("a").unwrap();
    assert_eq!(kept("a"), None);
    store.try_lock("a").unwrap().expect("nobody else has it");
}
