using System.Runtime.CompilerServices;

namespace RagPruner.Testing;

/// <summary>
/// Compares output with a file that a person approved. A difference leaves a <c>.received</c> file beside it; with
/// <c>RAGPRUNER_APPROVE=1</c> the output becomes the approved one.
/// </summary>
internal static class Approved
{
    public static void Matches(string name, string output, [CallerFilePath] string testFile = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(testFile)!, "Approved");
        var verified = Path.Combine(folder, $"{name}.verified.txt");
        var received = Path.Combine(folder, $"{name}.received.txt");
        var text = string.Join('\n', output.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("RAGPRUNER_APPROVE") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(verified, text);
        }
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        text.ShouldBe(expected, $"{name} is not as approved; see {received}");
    }
}
