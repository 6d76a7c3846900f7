namespace AttentionFunctions.Local.Queue;

/// <summary>A session that is this holder's until <see cref="LockedUntil"/>, with all of its messages.</summary>
/// <param name="Lock">Proves that the one who asks is the one who accepted.</param>
internal sealed record SessionLock(string Session, Guid Lock, DateTimeOffset LockedUntil);
