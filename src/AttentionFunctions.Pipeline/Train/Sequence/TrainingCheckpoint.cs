using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// Where a training leaves its state after every epoch. There is one place: whoever trains holds the retrain lease. The methods wait for the
/// store on the computing thread, which has nothing else to do.
/// </summary>
internal sealed class TrainingCheckpoint(IBlobStore store)
{
    public SequenceState? Read(CancellationToken cancel)
    {
        var blob = store.ReadAsync(BlobLayout.TrainingCheckpoint, cancel).GetAwaiter().GetResult();
        try
        {
            return blob is null ? null : SequenceState.Parse(blob.Content);
        }
        catch (InvalidDataException)
        {
            // A checkpoint only saves time: what cannot be read is begun anew.
            return null;
        }
    }

    public void Write(SequenceState state, CancellationToken cancel)
    {
        var content = state.ToBytes();
        store.UpdateAsync(BlobLayout.TrainingCheckpoint, _ => content, cancel: cancel).GetAwaiter().GetResult();
    }

    public Task ClearAsync(CancellationToken cancel) => store.DeleteAsync(BlobLayout.TrainingCheckpoint, cancel: cancel);
}
