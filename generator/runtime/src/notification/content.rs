//! The content of notifications: verified, then decrypted.

use super::{EncryptedContent, Notification};
use crate::{Error, Result};
use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::fmt;

/// The private key to the certificate that a program gave its subscription, which decrypts the content of its notifications.
///
/// A program that changes its certificate has several, and tells by
/// [`encryption_certificate_id`](EncryptedContent::encryption_certificate_id) which one it takes.
pub struct DecryptionKey(OaepPrivateDecryptingKey);

impl DecryptionKey {
    /// A key in the binary form of PKCS #8.
    ///
    /// # Errors
    /// If it is no such key.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> {
        let key = PrivateDecryptingKey::from_pkcs8(der)
            .map_err(|error| Error::notification(format!("the key is no RSA key in PKCS #8: {error}")))?;
        OaepPrivateDecryptingKey::new(key).map(Self).map_err(|_| Error::notification("the key can't decrypt"))
    }

    /// A key in the text form of PKCS #8, which begins with `-----BEGIN PRIVATE KEY-----`.
    ///
    /// # Errors
    /// If it is no such key. `openssl pkcs8 -topk8 -nocrypt` makes one of others.
    pub fn from_pem(pem: &str) -> Result<Self> {
        const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
        let inner = pem.split_once(BEGIN).and_then(|(_, rest)| rest.split_once("-----END PRIVATE KEY-----"));
        let (inner, _) = inner.ok_or_else(|| Error::notification(format!("the key doesn't stand behind `{BEGIN}`")))?;
        let letters: String = inner.split_whitespace().collect();
        let der = STANDARD.decode(letters).map_err(|error| Error::notification(format!("the key: {error}")))?;
        Self::from_pkcs8(&der)
    }
}

/// Without the key.
impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecryptionKey")
    }
}

impl Notification {
    /// Reads the changed thing: its content, verified and decrypted, as JSON of a type.
    ///
    /// # Errors
    /// If there is none, somebody changed it, it is for another key, or isn't of the type.
    pub fn content<T: DeserializeOwned>(&self, key: &DecryptionKey) -> Result<T> {
        let content = self.encrypted_content.as_ref().ok_or_else(|| Error::notification("it has no content"))?;
        let content = content.decrypt(key)?;
        serde_json::from_slice(&content).map_err(|error| Error::notification(format!("its content: {error}")))
    }
}

impl EncryptedContent {
    /// Verifies the content, and decrypts it.
    ///
    /// # Errors
    /// If somebody changed it, or it is for another key.
    pub fn decrypt(&self, key: &DecryptionKey) -> Result<Bytes> {
        let mut room = vec![0; key.0.min_output_size()];
        let secret = key.0.decrypt(&OAEP_SHA1_MGF1SHA1, &decoded("dataKey", &self.data_key)?, &mut room, None);
        let secret: &[u8] = secret.map_err(|_| Error::notification("its content is for another key"))?;

        // Only what was signed is decrypted, so that nobody learns anything by changing it.
        let mut data = decoded("data", &self.data)?;
        let signature = decoded("dataSignature", &self.data_signature)?;
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret), &data, &signature)
            .map_err(|_| Error::notification("somebody changed its content: the signature is another"))?;
        Ok(open(secret, &mut data)?.to_vec().into())
    }
}

/// Decrypts in place. The first half of the key serves as the block before the first, too.
fn open<'a>(secret: &[u8], data: &'a mut [u8]) -> Result<&'a [u8]> {
    let unreadable = |_| Error::notification("its content can't be decrypted");
    let block: [u8; 16] = secret.get(..16).unwrap_or_default().try_into().map_err(|_| unreadable(()))?;
    let key = UnboundCipherKey::new(&AES_256, secret).map_err(|_| unreadable(()))?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| unreadable(()))?;
    let opened = key.decrypt(data, DecryptionContext::Iv128(FixedLength::from(block)));
    opened.map(|opened| &*opened).map_err(|_| unreadable(()))
}

fn decoded(name: &str, text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|error| Error::notification(format!("its `{name}` is no Base64: {error}")))
}
