
namespace RagPruner.Local.Output;

/// <summary>
/// A file that a command writes. It takes the place of an earlier one of its kind only: a slip of the keyboard must not
/// cost evidence that was paid for, or a document.
/// </summary>
/// <param name="Path">Where it goes.</param>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Mark">A text near the beginning of every file of this kind, and of no other.</param>
internal sealed record OutputFile(string Path, string Kind, string Mark)
{
    private const int Head = 4096;

    /// <summary>Refuses what is no place for it, before anything is paid for.</summary>
    /// <exception cref="PrunerInvalidInput">Something else is there, or the folder is not.</exception>
    public OutputFile Checked()
    {
        if (Directory.Exists(Path) || !Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))))
            throw new PrunerInvalidInput($"{Path} cannot be written: it is a folder, or its folder does not exist.");
        if (File.Exists(Path) && !IsOurs())
            throw new PrunerInvalidInput($"{Path} is there already and is not {Kind}: choose another name.");
        return this;
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="PrunerInvalidInput">It cannot be written.</exception>
    public void Write(string content)
    {
        Checked();
        var target = File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path : Path;
        var mine = $"{target}.{System.IO.Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(mine, content);
            File.Move(mine, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(mine);
            throw new PrunerInvalidInput($"{Path} cannot be written.", e);
        }
    }

    private bool IsOurs()
    {
        try
        {
            using var reader = new StreamReader(Path);
            // Nothing is lost with an empty file, such as the one that a build server hands to a step.
            if (reader.Peek() < 0)
                return true;
            var head = new char[Head];
            return new string(head, 0, reader.ReadBlock(head)).Contains(Mark, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
