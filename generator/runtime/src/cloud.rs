//! The national clouds: where Graph is, and where one signs in.

use std::fmt;

/// A cloud that Graph is deployed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide cloud.
    #[default]
    Global,
    /// US Government, level 4 (GCC High).
    UsGovernmentL4,
    /// US Government, level 5 (DoD).
    UsGovernmentL5,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGovernmentL4, Self::UsGovernmentL5, Self::China];

    /// The root of the service, without a version.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernmentL4 => "https://graph.microsoft.us",
            Self::UsGovernmentL5 => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// The scope that stands for everything the program was granted.
    pub const fn default_scope(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com/.default",
            Self::UsGovernmentL4 => "https://graph.microsoft.us/.default",
            Self::UsGovernmentL5 => "https://dod-graph.microsoft.us/.default",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/.default",
        }
    }

    /// Where one signs in.
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernmentL4 | Self::UsGovernmentL5 => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}

/// The clouds that have an operation, as its documentation tells.
///
/// ```
/// use msgraph_core::{Cloud, Clouds};
///
/// let clouds = Clouds::of(&[Cloud::Global, Cloud::China]);
/// assert_eq!(clouds.has(Cloud::China), Some(true));
/// assert_eq!(clouds.has(Cloud::UsGovernmentL4), Some(false));
/// assert_eq!(Clouds::UNKNOWN.has(Cloud::China), None);
/// assert_eq!(format!("{clouds:?} {:?}", Clouds::UNKNOWN), "[Global, China] unknown");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Clouds(Option<u8>);

impl Clouds {
    /// The documentation doesn't tell.
    pub const UNKNOWN: Self = Self(None);
    /// All clouds.
    pub const ALL: Self = Self::of(&Cloud::ALL);

    /// Makes the set of some clouds.
    pub const fn of(clouds: &[Cloud]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < clouds.len() {
            bits |= 1 << clouds[at] as u8;
            at += 1;
        }
        Self(Some(bits))
    }

    /// Returns whether a cloud has the operation; none where the documentation doesn't tell.
    pub const fn has(self, cloud: Cloud) -> Option<bool> {
        match self.0 {
            Some(bits) => Some(bits & (1 << cloud as u8) != 0),
            None => None,
        }
    }
}

impl fmt::Debug for Clouds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_none() {
            return f.write_str("unknown");
        }
        f.debug_list().entries(Cloud::ALL.iter().filter(|cloud| self.has(**cloud) == Some(true))).finish()
    }
}
