using RagPruner.Calibration;
using RagPruner.Local.Output;
using RagPruner.Selection;

namespace RagPruner.Local.Calibration;

/// <summary>A profile on disk.</summary>
internal static class ProfileFile
{
    /// <exception cref="PrunerInvalidInput">It is not there, cannot be read, or is not a profile; the message names the file.</exception>
    public static Profile Read(string path, Catalog catalog)
    {
        try
        {
            return ProfileJson.Read(File.ReadAllBytes(path), catalog);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The profile {path} cannot be read.", e);
        }
        catch (PrunerInvalidInput e)
        {
            throw new PrunerInvalidInput($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Where a profile is written to.</summary>
    public static OutputFile At(string path) => new(path, "a profile", "\"draftModel\":");

    public static void Write(OutputFile file, Profile profile) => file.Write(ProfileJson.Write(profile) + "\n");
}
