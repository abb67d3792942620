using System.Text;
using FsCheck.Xunit;
using RagPruner.Local.Corpora;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Corpora;

public sealed class LineFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("\uFEFFa\nb\n", new[] { "a", "b" })]
    public void A_file_is_its_lines(string text, string[] lines) => Read(text).ShouldBe(lines);

    // The first buffer holds 65,536 bytes.
    [Property(MaxTest = 30)]
    public void Lines_of_any_length_come_whole_and_where_they_begin(int seed)
    {
        var random = new Random(seed);
        string[] lines = [.. Enumerable.Range(0, random.Next(1, 9)).Select(i => new string((char)('a' + i), random.Next(0, 1 << random.Next(1, 19))))];
        var path = _folder.Write("f", string.Join('\n', lines) + "\n");
        Read(path, out var starts).ShouldBe(lines);
        var bytes = File.ReadAllBytes(path);
        starts.Zip(lines).ShouldAllBe(l => Encoding.UTF8.GetString(bytes, (int)l.First, l.Second.Length) == l.Second);
    }

    private string[] Read(string text) => Read(_folder.Write("f", text), out _);

    private static string[] Read(string path, out long[] starts)
    {
        var lines = new List<(long Start, string Text)>();
        foreach (var (line, start, content) in LineFile.Lines(path))
        {
            line.ShouldBe(lines.Count + 1);
            lines.Add((start, Encoding.UTF8.GetString(content.Span)));
        }
        starts = [.. lines.Select(l => l.Start)];
        return [.. lines.Select(l => l.Text)];
    }
}
