//! Change notifications: read, known by their state, checked by their tokens, decrypted. Holds with and without `http`.

use msgraph_core::Notifications;
use serde_json::json;

#[test]
fn the_address_is_validated() {
    let answer = Notifications::validation("https://hook.example/a?x=1&validationToken=a%20b%2Bc+%3Cb%3E").unwrap();
    assert_eq!((answer.status, answer.body), (200, "a b+c <b>".into()));
    assert_eq!(answer.headers.get("content-type"), Some("text/plain"));
    assert_eq!(answer.headers.get("x-content-type-options"), Some("nosniff"));
    for other in ["/", "/?", "/?validationtoken2=1", "/validationToken=1"] {
        assert!(Notifications::validation(other).is_none(), "{other}");
    }
}

#[test]
fn notifications_are_read_and_written_whole() {
    let posted = json!({ "value": [
        {
            "id": "n1", "subscriptionId": "s1", "clientState": "ours", "changeType": "updated", "tenantId": "t1",
            "subscriptionExpirationDateTime": "2026-12-01T00:00:00Z", "resource": "users/1/messages/2",
            "resourceData": { "@odata.type": "#microsoft.graph.message", "id": "2" }, "sequenceNumber": 7
        },
        { "subscriptionId": "s2", "lifecycleEvent": "reauthorizationRequired", "clientState": "" }
    ]});
    let read = Notifications::read(posted.to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), posted);
    let [changed, lifecycle] = &read.value[..] else { panic!("{read:?}") };
    assert_eq!(changed.other["sequenceNumber"], 7);
    assert_eq!(lifecycle.lifecycle_event.as_deref(), Some("reauthorizationRequired"));

    assert!(changed.has_client_state("ours"));
    for other in ["", "our", "ours2", "Ours"] {
        assert!(!changed.has_client_state(other), "{other}");
    }
    assert!(
        lifecycle.has_client_state("")
            && !Notifications::read(b"{\"value\":[{}]}").unwrap().value[0].has_client_state("")
    );
    assert!(!format!("{read:?}").contains("ours"), "{read:?}");
}

#[test]
fn whatever_is_posted_is_no_panic() {
    for posted in ["", "{", "[7]", "7", r#"{"value":7}"#, r#"{"value":[7]}"#, r#"{"value":[{"id":7}]}"#] {
        let error = Notifications::read(posted.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("the notification isn't taken: it can't be read: "), "{error}");
    }
    let odd = Notifications::read(br#"{"value":[{"subscriptionExpirationDateTime":"soon","x":{}}]}"#).unwrap();
    assert_eq!(odd.value[0].subscription_expiration_date_time, None);
    assert!(Notifications::read(b"{}").unwrap().value.is_empty());
    let nulls =
        r#"{"value":[{"clientState":"a","encryptedContent":{"data":null,"dataKey":null}}],"validationTokens":null}"#;
    let nulls = Notifications::read(nulls.as_bytes()).unwrap();
    assert!(nulls.value[0].has_client_state("a") && nulls.validation_tokens.is_empty());
}

#[cfg(feature = "rich-notifications")]
mod rich {
    use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use aws_lc_rs::iv::FixedLength;
    use aws_lc_rs::rsa::{KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PrivateDecryptingKey};
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
    use aws_lc_rs::{hmac, rand};
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use msgraph_core::{Cloud, DecryptionKey, EncryptedContent, Notification, Notifications, TokenCheck};
    use serde_json::{Value, json};
    use std::time::{SystemTime, UNIX_EPOCH};

    /// A certificate's key, made on the spot, and what Graph encrypts for it.
    struct Certificate(PrivateDecryptingKey);

    impl Certificate {
        fn new() -> Self {
            Self(PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap())
        }

        fn der(&self) -> Vec<u8> {
            let der: Pkcs8V1Der = self.0.as_der().unwrap();
            der.as_ref().to_vec()
        }

        fn key(&self) -> DecryptionKey {
            DecryptionKey::from_pkcs8(&self.der()).unwrap()
        }

        fn encrypt(&self, content: &[u8], secret: &[u8]) -> EncryptedContent {
            let public = OaepPublicEncryptingKey::new(self.0.public_key()).unwrap();
            let mut data_key = vec![0; public.ciphertext_size()];
            let data_key = public.encrypt(&OAEP_SHA1_MGF1SHA1, secret, &mut data_key, None).unwrap();
            let aes = UnboundCipherKey::new(&AES_256, secret).unwrap();
            let block: [u8; 16] = secret[..16].try_into().unwrap();
            let mut data = content.to_vec();
            let first = EncryptionContext::Iv128(FixedLength::from(block));
            PaddedBlockEncryptingKey::cbc_pkcs7(aes).unwrap().less_safe_encrypt(&mut data, first).unwrap();
            let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &data);
            EncryptedContent {
                data: STANDARD.encode(&data),
                data_signature: STANDARD.encode(signature),
                data_key: STANDARD.encode(data_key),
                ..Default::default()
            }
        }
    }

    fn secret() -> [u8; 32] {
        let mut secret = [0; 32];
        rand::fill(&mut secret).unwrap();
        secret
    }

    fn with(encrypted_content: EncryptedContent) -> Notification {
        Notification { encrypted_content: Some(encrypted_content), ..Default::default() }
    }

    #[test]
    fn content_is_decrypted() {
        let certificate = Certificate::new();
        let thing = json!({ "id": "1", "body": { "content": "Grüße 雪" } });
        let notification = with(certificate.encrypt(thing.to_string().as_bytes(), &secret()));
        assert_eq!(notification.content::<Value>(&certificate.key()).unwrap(), thing);

        let lines = STANDARD.encode(certificate.der()).into_bytes();
        let lines: Vec<_> = lines.chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
        let key = DecryptionKey::from_pem(&pem).unwrap();
        assert_eq!(notification.content::<Value>(&key).unwrap(), thing);
        assert_eq!(format!("{key:?}"), "DecryptionKey");
        DecryptionKey::from_pem("-----BEGIN RSA PRIVATE KEY-----").unwrap_err();
        DecryptionKey::from_pkcs8(b"no key").unwrap_err();
    }

    #[test]
    fn content_that_was_changed_is_refused() {
        let certificate = Certificate::new();
        let encrypted = certificate.encrypt(b"{}", &secret());
        let flipped = |text: &str| {
            let mut bytes = STANDARD.decode(text).unwrap();
            bytes[0] ^= 1;
            STANDARD.encode(bytes)
        };
        let other = Certificate::new();
        let cases = [
            (EncryptedContent { data: flipped(&encrypted.data), ..encrypted.clone() }, "the signature is another"),
            (
                EncryptedContent { data_signature: flipped(&encrypted.data_signature), ..encrypted.clone() },
                "the signature is another",
            ),
            (EncryptedContent { data_signature: String::new(), ..encrypted.clone() }, "the signature is another"),
            (EncryptedContent { data_key: flipped(&encrypted.data_key), ..encrypted.clone() }, "for another key"),
            (other.encrypt(b"{}", &secret()), "for another key"),
            (EncryptedContent { data: "%".to_owned(), ..encrypted.clone() }, "`data` is no Base64"),
            (EncryptedContent::default(), "for another key"),
            (certificate.encrypt(b"no JSON", &secret()), "its content: "),
        ];
        for (content, reason) in cases {
            let error = with(content).content::<Value>(&certificate.key()).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
        // Cut off: by whom didn't sign it; and by who did, which is still no content.
        let secret = secret();
        let encrypted = certificate.encrypt(&br#""a" "#.repeat(16), &secret);
        let whole = STANDARD.decode(&encrypted.data).unwrap();
        for len in [0, 1, 15, 16, 17, whole.len() - 16, whole.len() - 1] {
            let cut = EncryptedContent { data: STANDARD.encode(&whole[..len]), ..encrypted.clone() };
            let error = with(cut.clone()).content::<Value>(&certificate.key()).unwrap_err();
            assert!(error.to_string().ends_with("the signature is another"), "{len}: {error}");
            let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), &whole[..len]);
            let cut = EncryptedContent { data_signature: STANDARD.encode(signature), ..cut };
            let error = with(cut).content::<Value>(&certificate.key()).unwrap_err();
            assert!(error.to_string().ends_with("its content can't be decrypted"), "{len}: {error}");
        }
        let error = Notification::default().content::<Value>(&certificate.key()).unwrap_err();
        assert!(error.to_string().ends_with("it has no content"), "{error}");
    }

    const APP: &str = "33333333-0000-0000-0000-000000000000";
    const TENANT: &str = "44444444-0000-0000-0000-000000000000";
    const PUBLISHER: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";

    /// An authority's key, made on the spot, and its tokens.
    struct Authority(KeyPair);

    impl Authority {
        fn new() -> Self {
            Self(KeyPair::generate(KeySize::Rsa2048).unwrap())
        }

        fn keys(&self) -> Vec<u8> {
            let public = self.0.public_key();
            let modulus: Vec<u8> = public.modulus().big_endian_without_leading_zero().to_vec();
            let exponent: Vec<u8> = public.exponent().big_endian_without_leading_zero().to_vec();
            let key = json!({
                "kty": "RSA", "use": "sig", "kid": "k1", "issuer": "https://login.example",
                "n": URL_SAFE_NO_PAD.encode(modulus), "e": URL_SAFE_NO_PAD.encode(exponent)
            });
            json!({ "keys": [{ "kty": "of the future" }, key] }).to_string().into_bytes()
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", part(header), part(claims));
            let mut signature = vec![0; self.0.public_modulus_len()];
            self.0
                .sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), signed.as_bytes(), &mut signature)
                .unwrap();
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn header() -> Value {
        json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" })
    }

    /// The claims of a good token, with some changed.
    fn claims(changed: Value) -> Value {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let mut claims = json!({
            "aud": APP, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "tid": TENANT,
            "azp": PUBLISHER, "nbf": now - 10, "exp": now + 3600
        });
        for (name, value) in changed.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims
    }

    fn notifications(token: Option<String>) -> Notifications {
        let content = Some(EncryptedContent::default());
        let one = Notification { tenant_id: Some(TENANT.to_owned()), encrypted_content: content, ..Default::default() };
        Notifications { value: vec![one], validation_tokens: token.into_iter().collect() }
    }

    #[test]
    fn tokens_are_checked() {
        let authority = Authority::new();
        let check = TokenCheck::new(Cloud::Global, APP, &authority.keys()).unwrap();
        let good = |changed| notifications(Some(authority.token(&header(), &claims(changed))));
        check.check(&good(json!({}))).unwrap();
        let version_1 = json!({ "iss": format!("https://sts.windows.net/{TENANT}/"), "azp": null, "appid": PUBLISHER });
        check.check(&good(version_1)).unwrap();
        check.check(&Notifications { value: vec![Notification::default()], ..Default::default() }).unwrap();

        let cases = [
            (json!({ "exp": 1 }), "ExpiredSignature"),
            (json!({ "exp": null }), "Missing required claim: exp"),
            (json!({ "nbf": u64::from(u32::MAX) }), "ImmatureSignature"),
            (json!({ "aud": "another" }), "InvalidAudience"),
            (json!({ "aud": null }), "Missing required claim: aud"),
            (json!({ "iss": "https://evil.example/v2.0" }), "comes from `https://evil.example/v2.0`"),
            (json!({ "tid": "another" }), "comes from `https://login.microsoftonline.com/"),
            (json!({ "azp": "another" }), "was given to `another`"),
            (json!({ "azp": null }), "was given to ``"),
        ];
        for (changed, reason) in cases {
            let error = check.check(&good(changed.clone())).unwrap_err();
            assert!(error.to_string().contains(reason), "{changed}: {error}");
        }
        let error = check.check(&notifications(None)).unwrap_err();
        assert!(error.to_string().contains("no token for it"), "{error}");

        // Of a key that isn't the authority's; unsigned; signed with what everybody knows; cut.
        let forged = Authority::new().token(&header(), &claims(json!({})));
        let unknown = authority.token(&json!({ "alg": "RS256", "kid": "k2" }), &claims(json!({})));
        let unsigned = authority.token(&json!({ "alg": "none", "kid": "k1" }), &claims(json!({})));
        let symmetric = authority.token(&json!({ "alg": "HS256", "kid": "k1" }), &claims(json!({})));
        let good = authority.token(&header(), &claims(json!({})));
        let (start, signature) = good.rsplit_once('.').unwrap();
        let (head, _) = start.split_once('.').unwrap();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let changed = format!("{head}.{}.{signature}", part(&claims(json!({ "sub": "another" }))));
        let bare = |alg: &str| part(&json!({ "alg": alg, "typ": "JWT", "kid": "k1" }));
        let nothing = |alg: &str| format!("{}.{}.", bare(alg), part(&claims(json!({}))));
        let cases = [
            (forged, "InvalidSignature"),
            (unknown, "signed by a key that isn't there: `k2`"),
            (unsigned, "unknown variant `none`"),
            (symmetric, "InvalidAlgorithm"),
            (changed, "InvalidSignature"),
            (format!("{start}."), "InvalidSignature"),
            (start.to_owned(), "InvalidToken"),
            (nothing("none"), "unknown variant `none`"),
            (nothing("None"), "unknown variant `None`"),
            (nothing("RS256"), "InvalidSignature"),
            ("a.b.c".to_owned(), "a token of it: "),
            (String::new(), "InvalidToken"),
        ];
        for (token, reason) in cases {
            let error = check.check(&notifications(Some(token.clone()))).expect_err(&token);
            assert!(error.to_string().contains(reason), "{reason}: {error}");
        }
        check.check(&notifications(Some(good))).unwrap();
        TokenCheck::new(Cloud::Global, APP, b"{}").unwrap_err();
        assert_eq!(TokenCheck::keys_url(Cloud::China), "https://login.chinacloudapi.cn/common/discovery/v2.0/keys");
        let shown = format!("{:?}", notifications(Some(authority.token(&header(), &claims(json!({}))))));
        assert!(!shown.contains("eyJ"), "tokens aren't shown");
    }
}
