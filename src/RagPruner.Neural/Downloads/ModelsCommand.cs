using System.CommandLine;
using System.Globalization;
using RagPruner.Local.Commands;
using RagPruner.Local.Output;

namespace RagPruner.Neural.Downloads;

/// <summary><c>models</c>: fetches, lists and removes GGUF models.</summary>
internal static class ModelsCommand
{
    private const int DigestDigits = 64;

    public static Command Create(Shell shell) => Create(shell, ModelFolder.Default, KnownModel.All);

    internal static Command Create(Shell shell, ModelFolder folder, IReadOnlyList<KnownModel> known) =>
        new("models", "Fetches, lists and removes GGUF models.") { Pull(shell, folder, known), List(shell, folder, known), Remove(shell, folder) };

    private static Command Pull(Shell shell, ModelFolder folder, IReadOnlyList<KnownModel> known)
    {
        var model = new Argument<string>("model") { Description = $"A name ({string.Join(", ", known.Select(m => m.Name))}), or a URL." };
        var sha256 = Flag.Text("--sha256", "DIGEST", "The file's SHA-256. Needed where none is known here; takes the place of the one that is.");
        var command = new Command("pull", "Fetches a model, verifies it, and keeps it under its name.") { model, sha256 };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(model)!;
            var (name, url, digest) = known.FirstOrDefault(m => string.Equals(m.Name, wanted, StringComparison.OrdinalIgnoreCase)) is { } listed
                ? (listed.Name, listed.Url, parsed.GetValue(sha256) ?? listed.Sha256) : (NameIn(wanted), UrlIn(wanted), parsed.GetValue(sha256));
            if (digest is null)
                throw new PrunerInvalidInput($"No SHA-256 of {name} is known here: give the one that its publisher states, by --sha256.");
            if (digest.Length != DigestDigits || !digest.All(char.IsAsciiHexDigit))
                throw new PrunerInvalidInput($"--sha256 must be {DigestDigits} hexadecimal digits.");
            using var http = new HttpClient();
            var progress = new Told(shell);
            await new Download(http, shell.Time, TimeSpan.FromMinutes(1), progress).FetchAsync(url, folder.FileOf(name), digest, cancellationToken);
            Shell.Raw(shell.Out, $"{name} is verified, and here: --gguf {name}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List(Shell shell, ModelFolder folder, IReadOnlyList<KnownModel> known)
    {
        var command = new Command("list", "Lists the models that are here, and those that can be fetched by name.");
        command.SetAction(_ =>
        {
            var here = folder.Files();
            EvalTable.WriteTable(shell.Out, ["model", "MB", "licence", "SHA-256", "here"],
            [
                .. known.Select(m => new[] { m.Name, Megabytes(m.Megabytes), m.License, m.Sha256?[..12] ?? "yours is needed",
                    here.Any(f => NameOf(f) == m.Name) ? "yes" : "no" }),
                .. here.Where(f => known.All(m => m.Name != NameOf(f))).Select(f => new[] { NameOf(f), Megabytes(f.Length / 1e6), "–", "–", "yes" }),
            ]);
            Shell.Raw(shell.Out, $"They lie in {folder.Path}.");
            return ExitCodes.Success;
        });
        return command;

        static string Megabytes(double megabytes) => megabytes.ToString("#,0", CultureInfo.InvariantCulture);
    }

    private static Command Remove(Shell shell, ModelFolder folder)
    {
        var model = new Argument<string>("model") { Description = "The model's name." };
        var command = new Command("rm", "Removes a model, or what there is of one.") { model };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(model)!;
            string[] files = ModelFolder.IsName(name) ? [.. new[] { folder.FileOf(name), $"{folder.FileOf(name)}.part" }.Where(File.Exists)] : [];
            if (files.Length == 0)
                throw new PrunerInvalidInput("There is no model of this name here (`models list` lists them).");
            foreach (var file in files)
                File.Delete(file);
            Shell.Raw(shell.Out, $"{name} is removed.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static string NameOf(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name);

    private static Uri UrlIn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url
        : throw new PrunerInvalidInput("There is no model of this name (`models list` lists them), and it is no http or https address.");

    private static string NameIn(string text) =>
        Path.GetFileNameWithoutExtension(UrlIn(text).AbsolutePath) is var name && ModelFolder.IsName(name) ? name
        : throw new PrunerInvalidInput("The address does not end in the name of a file.");

    // A line for each tenth, so that a log shows it too.
    private sealed class Told(Shell shell) : IProgress<(long Bytes, long? Of)>
    {
        private const long UnknownStep = 100_000_000;
        private long _step = -1;

        public void Report((long Bytes, long? Of) value)
        {
            var step = value.Of is > 0 and { } whole ? value.Bytes * 10 / whole : value.Bytes / UnknownStep;
            if (step == _step)
                return;
            _step = step;
            Shell.Raw(shell.Error, string.Create(CultureInfo.InvariantCulture,
                $"{value.Bytes / 1e6:#,0} MB{(value.Of is { } of ? $" of {of / 1e6:#,0}" : "")}"));
        }
    }
}
