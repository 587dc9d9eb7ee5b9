use pagedial_protocol::ErrorCode;

use crate::error::HostError;

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], HostError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| HostError::new(ErrorCode::Internal, format!("random numbers: {error}")))?;
    Ok(bytes)
}

/// 128 random bits as 32 hexadecimal digits: not to be guessed, not to be met twice.
pub(crate) fn random_name() -> Result<String, HostError> {
    Ok(format!("{:032x}", u128::from_ne_bytes(random()?)))
}
