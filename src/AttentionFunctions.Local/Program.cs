using AttentionFunctions.Local.Commands;

return await CommandLine.RunAsync(args);
