using System.Globalization;

namespace AttentionFunctions.Local.Import;

/// <summary>How many entries of a source the queue has stored, so that a killed import goes on where it was.</summary>
internal sealed class ImportJournal(string folder, string fingerprint)
{
    private string File => Path.Combine(folder, fingerprint);

    /// <summary>0 for an import that has not begun, or whose journal was damaged: what is sent again is a duplicate and changes nothing.</summary>
    public int Position =>
        System.IO.File.Exists(File)
        && int.TryParse(System.IO.File.ReadAllText(File), NumberStyles.None, CultureInfo.InvariantCulture, out int position) ? position : 0;

    public void Advance(int position)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(File + ".new", position.ToString(CultureInfo.InvariantCulture));
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    public void Finish() => System.IO.File.Delete(File);
}
