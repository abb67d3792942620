using System.Runtime.CompilerServices;

namespace RagPruner.Testing;

/// <summary>Where the sources lie, and where the shared test data lies, if it does.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The folder of <c>RAGPRUNER_TEST_ASSETS</c>, or null.</summary>
    public static string? Assets { get; } = Environment.GetEnvironmentVariable("RAGPRUNER_TEST_ASSETS") is { Length: > 0 } folder && Directory.Exists(folder) ? Path.GetFullPath(folder) : null;

    public static bool HasAssets => Assets is not null;

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>Data that belongs to the tests of the core.</summary>
    public static string TestData => Path.Combine(Root, "test", "RagPruner.Tests", "Data");
}
